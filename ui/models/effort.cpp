#include "ui/models/effort.h"

#include "engine/base/cpu.h"

#include <algorithm>

namespace embedscope {

namespace {

int half()
{
    return std::max(1, usableCores() / 2);
}

}

EmbedOptions withEffort(EmbedOptions options, Effort effort)
{
    options.background = effort != Effort::AllCores;
    options.workers = effort == Effort::Gentle ? half()
        : effort == Effort::Balanced           ? usableCores()
                                               : static_cast<int>(allowedProcessors().size());
    options.workers = std::clamp(options.workers, 1, Embedder::kMaxThreads);
    return options;
}

Effort effortOf(const EmbedOptions& options)
{
    if (!options.background)
        return Effort::AllCores;
    const bool isAll = options.workers <= 0 || options.workers > half() || usableCores() == 1;
    return isAll ? Effort::Balanced : Effort::Gentle;
}

EmbedOptions gentler(EmbedOptions options)
{
    const int workers = options.workers > 0 ? options.workers : usableCores();
    options = withEffort(options, Effort::Gentle);
    options.workers = std::min(workers, options.workers);
    return options;
}

}
