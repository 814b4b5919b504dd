#include "engine/base/resources.h"

#include <cstdlib>
#include <system_error>

namespace embedscope {

namespace fs = std::filesystem;

fs::path findResource(std::string_view relative)
{
    std::error_code error;
    if (const char* folder = std::getenv("EMBEDSCOPE_RESOURCES"); folder && *folder) {
        const fs::path path = fs::path(folder) / relative;
        if (fs::exists(path, error))
            return path;
    }
    const fs::path program = fs::read_symlink("/proc/self/exe", error);
    if (error)
        return {};
    const fs::path folder = program.parent_path();
    // Installed: <prefix>/bin beside <prefix>/share. Built: <source>/build/<name>/bin.
    for (const char* place : {"../share/embedscope", "../../../resources", "../../resources"}) {
        const fs::path path = (folder / place / relative).lexically_normal();
        if (fs::exists(path, error))
            return path;
    }
    return {};
}

}
