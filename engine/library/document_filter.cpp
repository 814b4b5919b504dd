// Which documents a filter leaves: compared here and not in SQL, since a file's name is compared in any case.
#include "engine/library/library_state.h"

#include <algorithm>
#include <cctype>
#include <string_view>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

namespace embedscope {

namespace {

std::string folded(std::string_view text)
{
    std::string result;
    const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
    const auto size = static_cast<int32_t>(text.size());
    for (int32_t at = 0; at < size;) {
        const int32_t begin = at;
        UChar32 letter = 0;
        U8_NEXT(bytes, at, size, letter);
        if (letter < 0) { // names of files need not be UTF-8
            result.append(text.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(at - begin)));
            continue;
        }
        char encoded[U8_MAX_LENGTH];
        int32_t length = 0;
        U8_APPEND_UNSAFE(encoded, length, u_foldCase(letter, U_FOLD_CASE_DEFAULT));
        result.append(encoded, static_cast<std::size_t>(length));
    }
    return result;
}

std::string endingOf(std::string_view name)
{
    const std::size_t dot = name.rfind('.');
    return dot == std::string_view::npos || dot == 0 ? std::string() : folded(name.substr(dot + 1));
}

class Matcher
{
public:
    explicit Matcher(const DocumentFilter& filter)
        : m_filter(filter)
        , m_name(folded(filter.name))
        , m_folder(folded(filter.folder))
    {
        while (m_folder.ends_with('/'))
            m_folder.pop_back();
        for (const std::string& kind : filter.kinds)
            m_kinds.push_back(folded(kind.starts_with('.') ? kind.substr(1) : kind));
    }

    bool matches(std::string_view path, std::string_view name, std::string_view kind, int64_t modified) const
    {
        if (m_filter.fromSeconds && modified < *m_filter.fromSeconds)
            return false;
        if (m_filter.untilSeconds && modified >= *m_filter.untilSeconds)
            return false;
        return (m_kinds.empty() || isOfKind(name, kind))
            && (m_name.empty() || folded(name).find(m_name) != std::string::npos)
            && (m_folder.empty() || isInFolder(path));
    }

private:
    bool isOfKind(std::string_view name, std::string_view kind) const
    {
        const std::string is = folded(kind), ending = endingOf(name);
        return std::any_of(m_kinds.begin(), m_kinds.end(),
                           [&](const std::string& wanted) { return wanted == is || wanted == ending; });
    }

    bool isInFolder(std::string_view path) const
    {
        const std::size_t slash = path.rfind('/');
        if (slash == std::string_view::npos)
            return false;
        const std::string folder = folded(path.substr(0, slash)) + '/';
        if (m_folder.starts_with('/'))
            return folder.starts_with(m_folder + '/');
        return folder.find('/' + m_folder + '/') != std::string::npos;
    }

    const DocumentFilter& m_filter;
    std::string m_name, m_folder;
    std::vector<std::string> m_kinds;
};

}

bool DocumentFilter::isEmpty() const
{
    return !collection && kinds.empty() && name.empty() && folder.empty() && !fromSeconds && !untilSeconds;
}

Result<std::vector<int64_t>> Library::documentsMatching(const DocumentFilter& filter)
{
    const Matcher matcher(filter);
    std::lock_guard lock(m_state->readLock);
    auto statement =
        m_state->reader->prepare("SELECT d.id, path, d.name, kind, modified_seconds FROM document d JOIN "
                                 "collection c ON c.id = d.collection_id "
                                 "WHERE state = 'done' AND (?1 = 0 OR c.name = ?2) ORDER BY d.id");
    statement.with(filter.collection.has_value(), filter.collection.value_or(std::string()));
    std::vector<int64_t> ids;
    while (true) {
        const auto row = statement.next();
        if (!row)
            return row.error();
        if (!*row)
            return ids;
        if (matcher.matches(statement.text(1), statement.text(2), statement.text(3), statement.integer(4)))
            ids.push_back(statement.integer(0));
    }
}

}
