// The members of an archive (zip, tar, 7z) or the content of a compressed file, one after the other, through
// libarchive. Unpacks into memory only; links, devices and pipes are passed over; names are labels. Throws
// nothing but std::bad_alloc. One thread.
#pragma once

#include "engine/readers/unpack_budget.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct archive;
struct archive_entry;

namespace embedscope {

enum class ArchiveForm
{
    Zip,
    SevenZip,
    Tar, ///< also compressed as a whole
    Compressed, ///< gzip, bzip2, xz, zstd: one file, or a tar archive inside
};

class ArchiveStream
{
public:
    enum class Status
    {
        Done, ///< for next(): a file; for read(): all of it
        End,
        Encrypted,
        Damaged,
        TooLarge, ///< this member
        OverBudget, ///< altogether
    };

    ArchiveStream(std::string_view bytes, ArchiveForm form, const std::optional<std::string>& password);

    /// The next ordinary file.
    Status next(UnpackBudget& budget);
    std::string rawName() const; ///< of the file at hand
    bool isOnlyContent() const; ///< a compressed file and no archive
    Status read(std::string& out, UnpackBudget& budget);
    /// Members that are locked: a wrong password looks like damage.
    bool isEncrypted() const;

private:
    struct Free
    {
        void operator()(archive* handle) const;
    };
    std::unique_ptr<archive, Free> m_handle;
    archive_entry* m_entry = nullptr;
    bool m_open = false;
};

}
