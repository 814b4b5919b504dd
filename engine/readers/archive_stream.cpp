#include "engine/readers/archive_stream.h"

#include <algorithm>
#include <archive.h>
#include <archive_entry.h>
#include <clocale>
#include <cstring>
#include <locale.h>
#include <vector>

namespace embedscope {

namespace {

constexpr std::size_t kStep = std::size_t{1} << 16;

// Only filters that libarchive has inside: others would start programs, which the reader may not.
void allowCompression(archive* handle)
{
    archive_read_support_filter_gzip(handle);
    archive_read_support_filter_bzip2(handle);
    archive_read_support_filter_xz(handle);
    archive_read_support_filter_lzma(handle);
    archive_read_support_filter_zstd(handle);
    archive_read_support_filter_compress(handle);
}

void allowFormat(archive* handle, ArchiveForm form)
{
    switch (form) {
    case ArchiveForm::Zip:
        archive_read_support_format_zip_seekable(handle);
        break;
    case ArchiveForm::SevenZip:
        archive_read_support_format_7zip(handle);
        break;
    case ArchiveForm::Tar:
        archive_read_support_format_tar(handle);
        break;
    case ArchiveForm::Compressed:
        allowCompression(handle);
        archive_read_support_format_tar(handle);
        archive_read_support_format_raw(handle);
        break;
    }
}

// libarchive converts names through the locale of the thread, which is plain "C" here: names beyond ASCII
// would be lost.
class Utf8Locale
{
public:
    Utf8Locale()
        : m_before(utf8() ? ::uselocale(utf8()) : locale_t{})
    {
    }
    ~Utf8Locale()
    {
        if (m_before)
            ::uselocale(m_before);
    }
    Utf8Locale(const Utf8Locale&) = delete;
    Utf8Locale& operator=(const Utf8Locale&) = delete;

private:
    static locale_t utf8()
    {
        static const locale_t locale = ::newlocale(LC_CTYPE_MASK, "C.UTF-8", locale_t{});
        return locale;
    }
    locale_t m_before;
};

bool saysEncrypted(archive* handle)
{
    const char* const text = archive_error_string(handle);
    return text && (std::strstr(text, "ncrypt") || std::strstr(text, "assphrase"));
}

}

void ArchiveStream::Free::operator()(archive* handle) const
{
    archive_read_free(handle);
}

ArchiveStream::ArchiveStream(std::string_view bytes, ArchiveForm form,
                             const std::optional<std::string>& password)
    : m_handle(archive_read_new())
{
    if (!m_handle)
        return;
    allowFormat(m_handle.get(), form);
    if (password && !password->empty())
        archive_read_add_passphrase(m_handle.get(), password->c_str());
    m_open = archive_read_open_memory(m_handle.get(), bytes.data(), bytes.size()) == ARCHIVE_OK;
}

ArchiveStream::Status ArchiveStream::next(UnpackBudget& budget)
{
    if (!m_open)
        return Status::Damaged;
    const Utf8Locale locale;
    for (;;) {
        const int status = archive_read_next_header(m_handle.get(), &m_entry);
        if (status == ARCHIVE_EOF)
            return Status::End;
        if (status != ARCHIVE_OK && status != ARCHIVE_WARN)
            return saysEncrypted(m_handle.get()) ? Status::Encrypted : Status::Damaged;
        if (!budget.takeMember())
            return Status::OverBudget;
        if (archive_entry_filetype(m_entry) == AE_IFREG && !archive_entry_hardlink(m_entry))
            return Status::Done;
    }
}

std::string ArchiveStream::rawName() const
{
    const Utf8Locale locale;
    const char* name = archive_entry_pathname_utf8(m_entry);
    if (!name)
        name = archive_entry_pathname(m_entry);
    return name ? name : "";
}

bool ArchiveStream::isOnlyContent() const
{
    return archive_format(m_handle.get()) == ARCHIVE_FORMAT_RAW;
}

bool ArchiveStream::isEncrypted() const
{
    return archive_entry_is_encrypted(m_entry) != 0;
}

ArchiveStream::Status ArchiveStream::read(std::string& out, UnpackBudget& budget)
{
    out.clear();
    std::vector<char> buffer(kStep);
    for (;;) {
        const la_ssize_t count = archive_read_data(m_handle.get(), buffer.data(), buffer.size());
        if (count == 0)
            return Status::Done;
        if (count < 0)
            return saysEncrypted(m_handle.get()) ? Status::Encrypted : Status::Damaged;
        const auto bytes = static_cast<std::size_t>(count);
        if (!budget.take(bytes))
            return Status::OverBudget;
        if (out.size() + bytes > budget.memberBytes())
            return Status::TooLarge;
        out.append(buffer.data(), bytes);
    }
}

}
