// How much of the machine indexing may take, as one choice: a number of workers and whether they give way. On
// battery the workbench goes down to Gentle by itself.
#pragma once

#include "engine/embed/embedder.h"

namespace embedscope {

enum class Effort
{
    Gentle, ///< half of the cores, and only what other programs leave
    Balanced, ///< all cores, and only what other programs leave
    AllCores ///< every processor, with an equal share beside other programs
};

EmbedOptions withEffort(EmbedOptions options, Effort effort);
Effort effortOf(const EmbedOptions& options); ///< the one that is nearest
/// Never more than it is.
EmbedOptions gentler(EmbedOptions options);

}
