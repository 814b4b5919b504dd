#include "engine/indexing/indexer.h"

#include <algorithm>
#include <fmt/format.h>
#include <system_error>
#include <unordered_set>

namespace embedscope {

namespace {

namespace fs = std::filesystem;

class Collector
{
public:
    explicit Collector(std::stop_token stop)
        : m_stop(std::move(stop))
    {
    }

    // What a person names is taken as it is: a hidden file, a link to a folder.
    void addNamed(const fs::path& given)
    {
        std::error_code error;
        fs::path path = fs::absolute(given, error).lexically_normal();
        if (!path.has_filename() && path.has_parent_path())
            path = path.parent_path(); // "folder/"
        const fs::file_status status = fs::status(path, error);
        if (status.type() == fs::file_type::not_found)
            problem(path, fmt::format("{} is not there.", path.string()));
        else if (fs::is_directory(status))
            addFolder(path);
        else if (fs::is_regular_file(status))
            addFile(path);
        else if (error)
            problem(path, fmt::format("{} cannot be looked at: {}.", path.string(), error.message()));
        else
            problem(path, fmt::format("{} is not a file.", path.string()));
    }

    CollectedFiles take()
    {
        std::sort(m_files.begin(), m_files.end());
        for (auto& [size, path] : m_files)
            m_collected.files.push_back(std::move(path));
        return std::move(m_collected);
    }

private:
    void addFolder(const fs::path& top)
    {
        std::vector<fs::path> folders{top};
        while (!folders.empty() && !m_stop.stop_requested()) {
            const fs::path folder = std::move(folders.back());
            folders.pop_back();
            if (m_folders.insert(folder.native()).second)
                list(folder, folders);
        }
    }

    void list(const fs::path& folder, std::vector<fs::path>& folders)
    {
        std::error_code error;
        fs::directory_iterator entries(folder, error);
        for (; !error && entries != fs::directory_iterator() && !m_stop.stop_requested();
             entries.increment(error)) {
            const fs::directory_entry& entry = *entries;
            if (entry.path().filename().native().starts_with('.'))
                continue;
            std::error_code ignored; // what vanished meanwhile is not missed
            if (entry.is_directory(ignored) && !entry.is_symlink(ignored))
                folders.push_back(entry.path());
            else if (entry.is_regular_file(ignored))
                addFile(entry.path());
        }
        if (error)
            problem(folder,
                    fmt::format("The folder {} cannot be listed: {}.", folder.string(), error.message()));
    }

    void addFile(const fs::path& path)
    {
        std::error_code ignored;
        const std::uintmax_t size = fs::file_size(path, ignored);
        if (m_seen.insert(path.native()).second)
            m_files.emplace_back(ignored ? 0 : size, path);
    }

    void problem(const fs::path& path, std::string sentence)
    {
        m_collected.problems.emplace_back(path, std::move(sentence));
    }

    std::stop_token m_stop;
    std::vector<std::pair<std::uintmax_t, fs::path>> m_files;
    std::unordered_set<std::string> m_seen, m_folders;
    CollectedFiles m_collected;
};

}

CollectedFiles collectFiles(const std::vector<std::filesystem::path>& paths, std::stop_token stop)
{
    Collector collector(stop);
    for (const fs::path& path : paths) {
        if (!stop.stop_requested())
            collector.addNamed(path);
    }
    return collector.take();
}

ModelIdentity identityOf(const Model& model)
{
    const ModelInfo& info = model.info();
    ModelIdentity identity;
    const std::string prompt = model.prompts().identity();
    identity.fingerprint = fmt::format("{}/{}/{}{}{}", info.fingerprint, poolingName(info.pooling), info.dimensions,
                                       model.options().normalize ? "" : "/raw", prompt.empty() ? "" : "/" + prompt);
    identity.name = info.name.empty() ? info.fileName : info.name;
    identity.dimensions = info.dimensions;
    return identity;
}

}
