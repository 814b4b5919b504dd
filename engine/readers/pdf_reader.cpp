#include "engine/readers/pdf_reader.h"

#include "engine/readers/clean_text.h"
#include "engine/readers/pdf_lines.h"
#include "engine/readers/pdf_repair.h"

#include <fmt/format.h>
#include <limits>
#include <memory>
#include <poppler-document.h>
#include <poppler-global.h>
#include <poppler-page.h>
#include <vector>

namespace embedscope {

namespace {

std::string toUtf8(const poppler::ustring& text)
{
    const poppler::byte_array bytes = text.to_utf8();
    return {bytes.begin(), bytes.end()};
}

std::unique_ptr<poppler::document> load(std::string_view bytes, const ReadOptions& options)
{
    poppler::set_debug_error_function([](const std::string&, void*) {}, nullptr);
    const std::string password = options.password.value_or("");
    return std::unique_ptr<poppler::document>(poppler::document::load_from_raw_data(
        bytes.data(), static_cast<int>(bytes.size()), password, password));
}

// "page 3", "pages 3, 7-9".
std::string pageRanges(const std::vector<int>& pages)
{
    std::string text = pages.size() == 1 ? "page " : "pages ";
    for (std::size_t i = 0; i < pages.size();) {
        std::size_t last = i;
        while (last + 1 < pages.size() && pages[last + 1] == pages[last] + 1)
            ++last;
        text += fmt::format("{}{}", i > 0 ? ", " : "", pages[i]);
        if (last > i)
            text += fmt::format("{}{}", last > i + 1 ? "-" : ", ", pages[last]);
        i = last + 1;
        constexpr std::size_t kLongest = 200;
        if (text.size() > kLongest && i < pages.size())
            return text + fmt::format(" and {} more", pages.size() - i);
    }
    return text;
}

Refusal refuse(RefusalReason reason, const ReadOptions& options)
{
    if (reason == RefusalReason::Encrypted) {
        const char* const password = options.password ? "another password" : "a password";
        return {reason, fmt::format("{} is protected by {}.", options.name, password)};
    }
    if (reason == RefusalReason::NoText) {
        return {reason,
                fmt::format("{} holds no text; a scan needs text recognition before it can be searched.",
                            options.name)};
    }
    if (reason == RefusalReason::TooLarge)
        return {reason, fmt::format("{} holds more text than can be kept.", options.name)};
    return {reason, fmt::format("{} is damaged: no page of it can be found.", options.name)};
}

}

ReadResult readPdf(std::string_view bytes, const ReadOptions& options)
{
    if (bytes.size() > static_cast<std::size_t>(std::numeric_limits<int>::max()))
        return refuse(RefusalReason::TooLarge, options);
    std::optional<std::string> repaired; // outlives the document
    std::unique_ptr<poppler::document> pdf = load(bytes, options);
    if (!pdf || (!pdf->is_locked() && pdf->pages() <= 0)) {
        repaired = withTrailer(bytes);
        if (repaired)
            pdf = load(*repaired, options);
    }
    if (!pdf)
        return refuse(RefusalReason::Damaged, options);
    if (pdf->is_locked())
        return refuse(RefusalReason::Encrypted, options);
    if (pdf->pages() <= 0)
        return refuse(RefusalReason::Damaged, options);

    Document document;
    document.pages = pdf->pages();
    document.title = toUtf8(pdf->get_title());
    uint64_t textBytes = 0;
    int missing = 0;
    std::vector<int> withoutText;
    for (int i = 0; i < document.pages; ++i) {
        const std::unique_ptr<poppler::page> page(pdf->create_page(i));
        if (!page) {
            ++missing;
            continue;
        }
        const PdfPageText text{toUtf8(page->text({}, poppler::page::raw_order_layout)),
                               toUtf8(page->text({}, poppler::page::non_raw_non_physical_layout))};
        textBytes += text.drawn.size();
        if (textBytes > options.maxTextBytes)
            return refuse(RefusalReason::TooLarge, options);
        const std::size_t before = document.blocks.size();
        appendPdfPage(text, i + 1, document.blocks);
        if (document.blocks.size() == before)
            withoutText.push_back(i + 1);
    }
    if (missing == document.pages)
        return refuse(RefusalReason::Damaged, options);
    if (document.blocks.empty())
        return refuse(RefusalReason::NoText, options);
    if (!withoutText.empty())
        document.remarks.push_back(fmt::format("No text on {} (scanned or blank).", pageRanges(withoutText)));
    if (missing > 0)
        document.remarks.push_back(fmt::format("{} of {} pages cannot be read.", missing, document.pages));
    return document;
}

}
