#include "engine/search/search_index.h"

namespace embedscope {

std::vector<float> embedQuery(const Embedder& embedder, const std::string& query, std::size_t* cutTokens)
{
    return embedder.embedNow(embedder.model().idsOf(TextRole::Question, query, cutTokens));
}

}
