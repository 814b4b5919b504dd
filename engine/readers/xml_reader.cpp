#include "engine/readers/xml_reader.h"

#include "engine/readers/clean_text.h"
#include "engine/readers/html_reader.h"
#include "engine/readers/xml_stream.h"

#include <fmt/format.h>
#include <utility>
#include <vector>

namespace embedscope {

namespace {

struct OpenElement
{
    std::string text;
    bool hasWords = false; ///< of its own, not of its children
};

class XmlCollector
{
public:
    void start() { m_open.emplace_back(); }

    void text(std::string_view text)
    {
        if (m_open.empty())
            return;
        m_open.back().text += text;
        m_open.back().hasWords = m_open.back().hasWords || !isBlankText(text);
    }

    void end()
    {
        if (m_open.empty())
            return;
        OpenElement element = std::move(m_open.back());
        m_open.pop_back();
        if (isBlankText(element.text))
            return;
        if (!m_open.empty() && m_open.back().hasWords)
            m_open.back().text += element.text; // a word in a sentence
        else
            addBlock(element.text);
    }

    void endAll()
    {
        while (!m_open.empty())
            end();
    }

    std::vector<Block> take() { return std::move(m_blocks); }

private:
    void addBlock(const std::string& text)
    {
        // Feeds carry HTML as text.
        if (text.find("</") != std::string::npos || text.find("/>") != std::string::npos) {
            for (Block& block : htmlBlocks(text))
                m_blocks.push_back(std::move(block));
            return;
        }
        m_blocks.push_back({collapseBlanks(text), 0, {}});
    }

    std::vector<OpenElement> m_open;
    std::vector<Block> m_blocks;
};

}

ReadResult readXml(std::string_view bytes, const ReadOptions& options)
{
    XmlStream stream(bytes);
    XmlCollector collector;
    for (;;) {
        const XmlStream::Event event = stream.next();
        if (event == XmlStream::Event::Finished)
            break;
        if (event == XmlStream::Event::Text)
            collector.text(stream.text());
        else if (event == XmlStream::Event::End)
            collector.end();
        else if (stream.name() == "script" || stream.name() == "style")
            stream.skip();
        else
            collector.start();
    }
    collector.endAll();
    Document document;
    document.blocks = collector.take();
    if (stream.isTooDeep()) {
        return Refusal{RefusalReason::TooDeep, fmt::format("{} has elements nested too deep.", options.name)};
    }
    if (document.blocks.empty() && stream.isBroken())
        return Refusal{RefusalReason::Damaged, fmt::format("{} is damaged: it is not XML.", options.name)};
    if (stream.isBroken())
        document.remarks.push_back(
            "The file is not well formed; what stands before the first error was read.");
    return document;
}

}
