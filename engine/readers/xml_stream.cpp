#include "engine/readers/xml_stream.h"

#include <charconv>
#include <libxml/parser.h>
#include <limits>

namespace embedscope {

namespace {

std::string_view viewOf(const xmlChar* text)
{
    return text ? std::string_view(reinterpret_cast<const char*>(text)) : std::string_view();
}

constexpr int kOptions =
    XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NOCDATA | XML_PARSE_COMPACT;

}

XmlStream::XmlStream(std::string_view bytes)
{
    if (bytes.size() <= static_cast<std::size_t>(std::numeric_limits<int>::max())) {
        m_reader =
            xmlReaderForMemory(bytes.data(), static_cast<int>(bytes.size()), nullptr, nullptr, kOptions);
    }
    m_broken = m_finished = m_reader == nullptr;
    if (m_reader)
        xmlTextReaderSetStructuredErrorHandler(m_reader, &XmlStream::onError, this);
}

XmlStream::~XmlStream()
{
    if (m_reader)
        xmlFreeTextReader(m_reader);
}

XmlStream::Event XmlStream::next()
{
    if (m_pendingEnd) {
        m_pendingEnd = false;
        return Event::End;
    }
    while (!m_finished) {
        const int result = xmlTextReaderRead(m_reader);
        if (result != 1) {
            m_finished = true;
            m_broken = m_broken || result < 0;
            break;
        }
        switch (xmlTextReaderNodeType(m_reader)) {
        case XML_READER_TYPE_ELEMENT:
            m_pendingEnd = xmlTextReaderIsEmptyElement(m_reader) == 1;
            return Event::Start;
        case XML_READER_TYPE_END_ELEMENT:
            return Event::End;
        case XML_READER_TYPE_TEXT:
        case XML_READER_TYPE_CDATA:
        case XML_READER_TYPE_SIGNIFICANT_WHITESPACE:
        case XML_READER_TYPE_WHITESPACE:
            return Event::Text;
        default:
            break; // comments, instructions, document types, entities
        }
    }
    return Event::Finished;
}

std::string_view XmlStream::name() const
{
    return viewOf(xmlTextReaderConstLocalName(m_reader));
}
std::string_view XmlStream::prefix() const
{
    return viewOf(xmlTextReaderConstPrefix(m_reader));
}
std::string_view XmlStream::text() const
{
    return viewOf(xmlTextReaderConstValue(m_reader));
}
int XmlStream::depth() const
{
    return xmlTextReaderDepth(m_reader);
}

template <class Matches> std::string XmlStream::findAttribute(Matches matches) const
{
    std::string value;
    for (int more = xmlTextReaderMoveToFirstAttribute(m_reader); more == 1;
         more = xmlTextReaderMoveToNextAttribute(m_reader)) {
        if (matches()) {
            value = viewOf(xmlTextReaderConstValue(m_reader));
            break;
        }
    }
    xmlTextReaderMoveToElement(m_reader);
    return value;
}

std::string XmlStream::attribute(const char* name) const
{
    return findAttribute([&] { return viewOf(xmlTextReaderConstLocalName(m_reader)) == name; });
}

std::string XmlStream::relationship(const char* name) const
{
    return findAttribute([&] {
        return viewOf(xmlTextReaderConstLocalName(m_reader)) == name
            && viewOf(xmlTextReaderConstNamespaceUri(m_reader)).ends_with("relationships");
    });
}

int XmlStream::number(const char* name, int otherwise) const
{
    const std::string text = attribute(name);
    int value = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    return result.ec == std::errc() ? value : otherwise;
}

void XmlStream::skip()
{
    if (m_pendingEnd) {
        m_pendingEnd = false;
        return;
    }
    for (int open = 1; open > 0;) {
        const Event event = next();
        if (event == Event::Finished)
            return;
        open += event == Event::Start ? 1 : event == Event::End ? -1 : 0;
    }
}

void XmlStream::onError(void* self, xmlErrorPtr error)
{
    auto& stream = *static_cast<XmlStream*>(self);
    if (error->level < XML_ERR_ERROR)
        return;
    stream.m_broken = stream.m_broken || error->level == XML_ERR_FATAL;
    const bool depth =
        viewOf(reinterpret_cast<const xmlChar*>(error->message)).find("depth") != std::string_view::npos;
    stream.m_tooDeep = stream.m_tooDeep || depth;
}

}
