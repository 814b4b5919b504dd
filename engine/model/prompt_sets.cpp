#include "engine/model/prompt_sets.h"

#include "engine/model/model_names.h"

#include <algorithm>

namespace embedscope {

namespace {

constexpr NamedPrompt kGemma[] = {
    {"query", "task: search result | query: "},
    {"document", "title: {title} | text: "},
    {"question answering", "task: question answering | query: "},
    {"fact checking", "task: fact checking | query: "},
    {"classification", "task: classification | query: "},
    {"clustering", "task: clustering | query: "},
    {"sentence similarity", "task: sentence similarity | query: "},
    {"code retrieval", "task: code retrieval | query: "},
};
constexpr NamedPrompt kNomic[] = {
    {"query", "search_query: "},
    {"document", "search_document: "},
    {"classification", "classification: "},
    {"clustering", "clustering: "},
};
constexpr NamedPrompt kModernBertTasks[] = {{"query", "search_query: "}, {"document", "search_document: "}};
constexpr NamedPrompt kE5[] = {{"query", "query: "}, {"document", "passage: "}};
constexpr NamedPrompt kBge[] = {{"query", "Represent this sentence for searching relevant passages: "},
                                {"document", ""}};
constexpr NamedPrompt kBgeChinese[] = {{"query", "为这个句子生成表示以用于检索相关文章："}, {"document", ""}};
constexpr NamedPrompt kArctic2[] = {{"query", "query: "}, {"document", ""}};
constexpr NamedPrompt kQwen3[] = {
    {"query", "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery:"},
    {"document", ""},
};
constexpr NamedPrompt kInstruct[] = {
    {"query",
     "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery: "},
    {"document", ""},
};
constexpr NamedPrompt kJina3[] = {
    {"query", "Represent the query for retrieving evidence documents: "},
    {"document", "Represent the document for retrieval: "},
    {"text matching", ""},
    {"classification", ""},
    {"clustering", ""},
};

using Words = std::string_view;
constexpr Words kGteQwen[] = {"gte-qwen2"}, kE5Mistral[] = {"e5-mistral"}, kE5Instruct[] = {"e5", "instruct"};
constexpr Words kE5Words[] = {"e5-"}, kBgeZh[] = {"bge-", "-zh"}, kBgeWords[] = {"bge-", "-en"};
constexpr Words kMxbai[] = {"mxbai-embed"}, kArcticV2[] = {"arctic-embed", "v2"},
                kArctic[] = {"arctic-embed"}, kModernBert[] = {"modernbert-embed"};
constexpr Words kQwen3Words[] = {"qwen3-embedding"};

constexpr std::string_view kQwenTask = "Instruct: {task}\nQuery:",
                           kInstructTask = "Instruct: {task}\nQuery: ";

// The first that fits.
constexpr PromptSet kSets[] = {
    {"EmbeddingGemma", "gemma-embedding", {}, kGemma, "task: {task} | query: "},
    {"Qwen3-Embedding", "", kQwen3Words, kQwen3, kQwenTask},
    {"GTE-Qwen2", "", kGteQwen, kInstruct, kInstructTask},
    {"E5-Mistral", "", kE5Mistral, kInstruct, kInstructTask},
    {"E5 instruct", "", kE5Instruct, kInstruct, kInstructTask},
    {"E5", "", kE5Words, kE5, ""},
    {"BGE (Chinese)", "", kBgeZh, kBgeChinese, ""},
    {"BGE", "", kBgeWords, kBge, ""},
    {"mxbai-embed", "", kMxbai, kBge, ""},
    {"Arctic-Embed 2", "", kArcticV2, kArctic2, ""},
    {"Arctic-Embed", "", kArctic, kBge, ""},
    {"modernbert-embed", "", kModernBert, kModernBertTasks, ""},
    {"nomic-embed-text", "nomic-bert", {}, kNomic, ""},
    {"nomic-embed-text", "nomic-bert-moe", {}, kNomic, ""},
    {"jina-embeddings-v3", "jina-bert-v3", {}, kJina3, ""},
};

}

const PromptSet* findPromptSet(std::string_view architecture, std::string_view names)
{
    const auto fits = [&](const PromptSet& set) {
        if (!set.architecture.empty())
            return set.architecture == architecture;
        return std::ranges::all_of(set.words, [&](std::string_view word) { return namesContain(names, word); });
    };
    const auto* found = std::ranges::find_if(kSets, fits);
    return found == std::end(kSets) ? nullptr : found;
}

}
