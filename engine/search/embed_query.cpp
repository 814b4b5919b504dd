#include "engine/search/search_index.h"

namespace embedscope {

std::vector<float> embedQuery(const Embedder& embedder, const std::string& query, std::size_t* cutTokens)
{
    const Model& model = embedder.model();
    std::vector<TokenId> ids;
    model.tokenizer().tokenize(query, ids);
    const auto context = static_cast<std::size_t>(model.info().contextLength);
    return embedder.embedNow(model.tokenizer().wrap(ids, context, cutTokens));
}

}
