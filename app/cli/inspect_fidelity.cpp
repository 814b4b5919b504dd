#include "app/cli/inspect_fidelity.h"

#include "engine/embed/worker_check.h"
#include "engine/model/fidelity.h"

namespace embedscope::cli {

nlohmann::ordered_json fidelityChecks(const GgufFile& file, const Tokenizer* tokenizer,
                                      const std::shared_ptr<const Model>& model)
{
    std::vector<FidelityCheck> checks = checkFile(file, tokenizer);
    if (model) {
        for (FidelityCheck& check : checkModel(*model))
            checks.push_back(std::move(check));
        checks.push_back(checkWorkers(model));
    } else {
        for (const char* name :
             {"the first vector is finite and not zero", "a text has the same vector alone and in a pack"})
            checks.push_back({name, {}, "the model cannot run"});
    }
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const FidelityCheck& check : checks) {
        nlohmann::ordered_json ok;
        if (check.ok)
            ok = *check.ok;
        list.push_back({{"check", check.name}, {"ok", ok}, {"grave", check.grave}, {"detail", check.detail}});
    }
    return list;
}

}
