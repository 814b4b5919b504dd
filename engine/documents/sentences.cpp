#include "engine/documents/sentences.h"

#include "engine/documents/chunker.h"

#include <string>
#include <unicode/brkiter.h>
#include <unicode/utext.h>

namespace embedscope {

struct SentenceFinder::Rules
{
    std::unique_ptr<icu::BreakIterator>
        sentences; // null when ICU's data is missing: then a text is one sentence
    std::string copy;
};

SentenceFinder::SentenceFinder()
    : m_rules(std::make_unique<Rules>())
{
    UErrorCode error = U_ZERO_ERROR;
    m_rules->sentences.reset(icu::BreakIterator::createSentenceInstance(icu::Locale::getRoot(), error));
    if (U_FAILURE(error))
        m_rules->sentences.reset();
}

SentenceFinder::~SentenceFinder() = default;

void SentenceFinder::find(std::string_view text, uint32_t offset, std::vector<uint32_t>& ends)
{
    if (text.empty())
        return;
    // ICU takes every line feed for the end of a paragraph.
    m_rules->copy.assign(text);
    for (std::size_t i = 0; i + 1 < text.size(); ++i) {
        const bool alone = text[i] == '\n' && text[i + 1] != '\n' && (i == 0 || text[i - 1] != '\n');
        if (alone)
            m_rules->copy[i] = ' ';
    }
    UErrorCode error = U_ZERO_ERROR;
    UText view = UTEXT_INITIALIZER;
    utext_openUTF8(&view, m_rules->copy.data(), static_cast<int64_t>(m_rules->copy.size()), &error);
    if (m_rules->sentences && U_SUCCESS(error)) {
        m_rules->sentences->setText(&view, error);
        if (U_SUCCESS(error)) {
            m_rules->sentences->first();
            for (int32_t end = m_rules->sentences->next(); end != icu::BreakIterator::DONE;
                 end = m_rules->sentences->next())
                ends.push_back(offset + static_cast<uint32_t>(end));
        }
    }
    utext_close(&view);
    const uint32_t last = offset + static_cast<uint32_t>(text.size());
    if (ends.empty() || ends.back() != last)
        ends.push_back(last);
}

std::vector<uint32_t> sentenceEnds(std::string_view text)
{
    std::vector<uint32_t> ends;
    SentenceFinder().find(text, 0, ends);
    return ends;
}

}
