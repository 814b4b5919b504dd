// The part of the fidelity guard that needs workers: the same bits from one and from several. See
// model/fidelity.h.
#pragma once

#include "engine/model/fidelity.h"

#include <memory>

namespace embedscope {

/// Takes as long as a few short texts and one long one, twice. Starts threads of its own and ends them.
FidelityCheck checkWorkers(const std::shared_ptr<const Model>& model);

}
