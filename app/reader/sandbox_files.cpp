#include "app/reader/sandbox.h"

#include "engine/documents/unique_fd.h"

#include <cstdint>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace embedscope::reader {

namespace {

// What poppler, fontconfig, ICU and iconv read when a document needs them.
constexpr const char* kReadable[] = {"/usr", "/lib", "/lib64", "/etc/fonts", "/etc/ld.so.cache",
                                     "/var/cache/fontconfig", "/dev/null", "/dev/urandom"};

constexpr uint64_t kReading = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
constexpr uint64_t kEverything = kReading | LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE
    | LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_CHAR
    | LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SOCK
    | LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM;

void allowReading(int rules, const char* path)
{
    const UniqueFd fd(::open(path, O_PATH | O_CLOEXEC));
    if (!fd)
        return;
    landlock_path_beneath_attr rule{};
    rule.allowed_access = kReading;
    rule.parent_fd = fd.get();
    if (::syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0)
        return;
    rule.allowed_access = LANDLOCK_ACCESS_FS_READ_FILE; // a file, not a folder
    ::syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
}

}

void restrictFiles()
{
    landlock_ruleset_attr attributes{};
    attributes.handled_access_fs = kEverything;
    const UniqueFd rules(
        static_cast<int>(::syscall(SYS_landlock_create_ruleset, &attributes, sizeof(attributes), 0)));
    if (!rules)
        return;
    for (const char* path : kReadable)
        allowReading(rules.get(), path);
    ::syscall(SYS_landlock_restrict_self, rules.get(), 0);
}

}
