#include "engine/readers/mail_reader.h"

#include "engine/readers/clean_text.h"
#include "engine/readers/html_reader.h"
#include "engine/readers/part_collector.h"
#include "engine/readers/plain_text_reader.h"
#include "engine/readers/text_decoding.h"

#include <cstring>
#include <fmt/format.h>
#include <gmime/gmime.h>
#include <memory>
#include <utility>

namespace embedscope {

namespace {

constexpr int kMaxNesting = 40; ///< multiparts inside each other; mail programs make four

struct Unref
{
    void operator()(gpointer object) const { g_object_unref(object); }
};
template <class T> using Owned = std::unique_ptr<T, Unref>;

std::string takeString(char* text)
{
    std::string result = text ? text : "";
    g_free(text);
    return result;
}

std::string addresses(InternetAddressList* list)
{
    return list ? takeString(internet_address_list_to_string(list, nullptr, FALSE)) : std::string();
}

// Decoded from base64 or quoted-printable; at most as much as a member of an archive may unpack to.
std::string contentOf(GMimePart* part)
{
    GMimeDataWrapper* const content = g_mime_part_get_content(part);
    if (!content)
        return {};
    const Owned<GMimeStream> stream(g_mime_stream_mem_new());
    g_mime_data_wrapper_write_to_stream(content, stream.get());
    const GByteArray* const bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream.get()));
    return {reinterpret_cast<const char*>(bytes->data), bytes->len};
}

bool isType(GMimeObject* object, const char* type, const char* subtype)
{
    GMimeContentType* const content = g_mime_object_get_content_type(object);
    return content && g_mime_content_type_is_type(content, type, subtype);
}

bool isAttachment(GMimeObject* object)
{
    const char* const disposition = g_mime_object_get_disposition(object);
    return disposition && g_ascii_strcasecmp(disposition, "attachment") == 0;
}

class MessageReader
{
public:
    MessageReader(const ReadOptions& options, PartCollector& parts)
        : m_options(options)
        , m_parts(parts)
    {
    }

    /// `place`: of its text.
    void read(GMimeMessage* message, const Position& place, int nesting)
    {
        const Position before = std::exchange(m_place, place);
        m_parts.beginPart();
        addHeaders(message);
        if (GMimeObject* const body = g_mime_message_get_mime_part(message))
            readPart(body, nesting);
        m_place = before;
        m_parts.beginPart();
    }

    /// A web page in one file: its first part of HTML.
    void readPage(GMimeObject* part, int nesting)
    {
        if (GMIME_IS_MULTIPART(part)) {
            auto* const multipart = GMIME_MULTIPART(part);
            if (g_mime_multipart_get_count(multipart) > 0 && nesting < kMaxNesting)
                readPage(g_mime_multipart_get_part(multipart, 0), nesting + 1);
        } else if (GMIME_IS_PART(part)) {
            readText(part);
        }
    }

private:
    void addHeaders(GMimeMessage* message)
    {
        const char* const subject = g_mime_message_get_subject(message);
        if (subject && !isBlankText(subject))
            add(collapseBlanks(cleanText(subject)), 1);
        std::string lines;
        const auto line = [&lines](const char* name, const std::string& value) {
            if (!value.empty())
                lines += fmt::format("{}{}: {}", lines.empty() ? "" : "\n", name,
                                     collapseBlanks(cleanText(value)));
        };
        line("From", addresses(g_mime_message_get_from(message)));
        line("To", addresses(g_mime_message_get_to(message)));
        line("Cc", addresses(g_mime_message_get_cc(message)));
        if (GDateTime* const date = g_mime_message_get_date(message))
            line("Date", takeString(g_date_time_format(date, "%Y-%m-%d %H:%M")));
        if (!lines.empty())
            add(lines, 0);
    }

    void readPart(GMimeObject* part, int nesting)
    {
        if (nesting > kMaxNesting) {
            m_parts.leaveOut(
                "a part of the message",
                {RefusalReason::TooDeep,
                 fmt::format("{} has parts nested more than {} deep.", m_options.name, kMaxNesting)});
        } else if (GMIME_IS_MULTIPART(part)) {
            readMultipart(GMIME_MULTIPART(part), nesting);
        } else if (GMIME_IS_MESSAGE_PART(part)) {
            if (GMimeMessage* const inner = g_mime_message_part_get_message(GMIME_MESSAGE_PART(part)))
                read(inner, {Position::Kind::Message, 0, {}}, nesting + 1);
        } else if (GMIME_IS_PART(part)) {
            readLeaf(part);
        }
    }

    void readMultipart(GMimeMultipart* multipart, int nesting)
    {
        const int count = g_mime_multipart_get_count(multipart);
        if (isType(GMIME_OBJECT(multipart), "multipart", "alternative")) {
            if (GMimeObject* const best = bestAlternative(multipart, count))
                readPart(best, nesting + 1);
            return;
        }
        for (int i = 0; i < count && m_parts.hasRoom(); ++i)
            readPart(g_mime_multipart_get_part(multipart, i), nesting + 1);
    }

    // Plain text, unless it only says that there is HTML; programs put the better form last.
    static GMimeObject* bestAlternative(GMimeMultipart* multipart, int count)
    {
        constexpr std::size_t kPlaceholder = 120;
        for (int i = 0; i < count; ++i) {
            GMimeObject* const part = g_mime_multipart_get_part(multipart, i);
            if (!GMIME_IS_PART(part) || !isType(part, "text", "plain"))
                continue;
            const std::string text = contentOf(GMIME_PART(part));
            const bool last = i + 1 == count;
            if (last || (text.size() > kPlaceholder && !isBlankText(text)))
                return part;
        }
        return count > 0 ? g_mime_multipart_get_part(multipart, count - 1) : nullptr;
    }

    void readLeaf(GMimeObject* object)
    {
        GMimePart* const part = GMIME_PART(object);
        const char* const filename = g_mime_part_get_filename(part);
        const bool text = isType(object, "text", "plain") || isType(object, "text", "html");
        if (text && !isAttachment(object)) {
            readText(object);
            return;
        }
        const std::string content = contentOf(part);
        if (content.empty())
            return m_parts.leaveOutSilently(RefusalReason::NoText);
        if (!m_options.budget->take(content.size()) || content.size() > m_options.budget->memberBytes()) {
            return m_parts.leaveOut(filename ? partLabel(filename) : "a part without a name",
                                    {RefusalReason::TooLarge, "An attachment is too large."});
        }
        m_parts.add(content, filename ? partLabel(filename) : "unnamed");
    }

    void readText(GMimeObject* object)
    {
        const char* const charset = g_mime_object_get_content_type_parameter(object, "charset");
        const DecodedText decoded = decodeText(contentOf(GMIME_PART(object)), charset ? charset : "");
        if (decoded.replaced > 0) {
            m_parts.remark(fmt::format("{} bytes are not {} text and were replaced.", decoded.replaced,
                                       decoded.encoding));
        }
        std::vector<Block> blocks;
        if (isType(object, "text", "html"))
            blocks = htmlBlocks(decoded.text);
        else
            appendParagraphs(cleanText(decoded.text), 1, false, blocks);
        for (Block& block : blocks) {
            block.position = m_place;
            m_parts.addBlock(std::move(block));
        }
    }

    void add(std::string text, int headingLevel)
    {
        m_parts.addBlock({std::move(text), headingLevel, m_place});
    }

    const ReadOptions& m_options;
    PartCollector& m_parts;
    Position m_place;
};

// Browsers save a page as a message from themselves, or from nobody.
bool isSavedPage(GMimeMessage* message)
{
    GMimeObject* const body = g_mime_message_get_mime_part(message);
    if (!body || addresses(g_mime_message_get_to(message)) != "")
        return false;
    const bool related = isType(body, "multipart", "related");
    return related
        && (g_mime_object_get_header(GMIME_OBJECT(message), "Snapshot-Content-Location")
            || addresses(g_mime_message_get_from(message)).find("aved by") != std::string::npos
            || g_mime_message_get_from(message) == nullptr
            || internet_address_list_length(g_mime_message_get_from(message)) == 0);
}

std::string subjectOf(GMimeMessage* message)
{
    const char* const subject = g_mime_message_get_subject(message);
    return subject ? subject : "";
}

Owned<GMimeParser> parserOf(std::string_view bytes, bool mailbox)
{
    static const bool started = [] {
        g_mime_init();
        return true;
    }();
    static_cast<void>(started);
    const Owned<GMimeStream> stream(g_mime_stream_mem_new_with_buffer(bytes.data(), bytes.size()));
    Owned<GMimeParser> parser(g_mime_parser_new_with_stream(stream.get()));
    g_mime_parser_set_format(parser.get(), mailbox ? GMIME_FORMAT_MBOX : GMIME_FORMAT_MESSAGE);
    g_mime_parser_set_persist_stream(parser.get(), TRUE); // parts point into the stream and are not copied
    return parser;
}

ReadResult named(const char* kind, std::string title, ReadResult result)
{
    if (Document* const document = std::get_if<Document>(&result)) {
        document->kind = kind;
        document->title = std::move(title);
    }
    return result;
}

Refusal tooDeep(const ReadOptions& options)
{
    return {RefusalReason::TooDeep,
            fmt::format("{} lies more than {} messages or archives deep.", options.name,
                        UnpackBudget::kMaxDepth)};
}

ReadResult readMailbox(GMimeParser* parser, const ReadOptions& options)
{
    PartCollector parts(options);
    MessageReader reader(options, parts);
    for (int number = 1; !g_mime_parser_eos(parser) && parts.hasRoom(); ++number) {
        const Owned<GMimeMessage> message(g_mime_parser_construct_message(parser, nullptr));
        if (!message)
            break;
        reader.read(message.get(), {Position::Kind::Message, number, {}}, 0);
    }
    return named("mailbox", {}, parts.finish());
}

}

ReadResult readMail(std::string_view bytes, bool mailbox, const ReadOptions& options)
{
    if (options.depth > UnpackBudget::kMaxDepth)
        return tooDeep(options);
    const Owned<GMimeParser> parser = parserOf(bytes, mailbox);
    if (mailbox)
        return readMailbox(parser.get(), options);
    const Owned<GMimeMessage> message(g_mime_parser_construct_message(parser.get(), nullptr));
    if (!message)
        return Refusal{RefusalReason::Damaged, fmt::format("{} is damaged: it is no message.", options.name)};
    PartCollector parts(options);
    MessageReader reader(options, parts);
    if (isSavedPage(message.get())) {
        reader.readPage(g_mime_message_get_mime_part(message.get()), 0);
        return named("html", subjectOf(message.get()), parts.finish());
    }
    reader.read(message.get(), {Position::Kind::Message, 1, {}}, 0);
    return named("mail", subjectOf(message.get()), parts.finish());
}

}
