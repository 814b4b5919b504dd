// Opening what the commands index, search and library work on: a library that must be there, and the model
// whose vectors it holds.
#pragma once

#include "app/cli/prompt_options.h"
#include "engine/library/library.h"
#include "engine/model/model.h"

#include <filesystem>
#include <memory>
#include <string>

namespace embedscope::cli {

/// Creates nothing: a library that is not there is a mistake in its name.
Result<std::shared_ptr<Library>> openExistingLibrary(const std::filesystem::path& path);

/// The model that is named, or the one that was remembered, or the one that comes with the program. Refuses
/// with a sentence when the library holds vectors, but none of it. Its prompts and dimensions are those that the
/// vectors were made with, unless `choice` says otherwise.
Result<std::shared_ptr<const Model>> modelForSearch(Library& library, const std::string& named,
                                                    const ModelChoice& choice);

}
