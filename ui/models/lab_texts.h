// The texts of a run of the lab: the same ones in every run on the same library. Runs on a thread of a pool.
#pragma once

#include "ui/models/lab_request.h"

#include "engine/library/library.h"

#include <QString>
#include <vector>

namespace embedscope {

struct PreparedTexts
{
    std::vector<std::vector<TokenId>> ids;
    int medianTokens = 0;
    QString words; ///< "200 sentences of the library, 16 tokens in the median"
};

/// `library` may be null; `documents`: ids of those that have passages.
PreparedTexts prepareLabTexts(LabTexts kind, const Model& model, Library* library, std::vector<int64_t> documents);

}
