#include "engine/kernels/dispatch.h"

#include <cstdlib>
#include <fmt/format.h>

namespace embedscope {

namespace {

struct Candidate
{
    std::string_view name;
    const KernelTable* table; ///< nullptr: not built for this processor family
    bool supported;
};

std::vector<Candidate> candidates(const CpuFeatures& cpu) // best first
{
    return {{"avx512bf16", avx512Bf16Kernels(), cpu.avx512bf16},
            {"avx512vnni", avx512VnniKernels(), cpu.avx512vnni},
            {"avxvnni", avxVnniKernels(), cpu.avxvnni},
            {"avx512", avx512Kernels(), cpu.avx512},
            {"avx2", avx2Kernels(), cpu.avx2},
            {"neon", neonKernels(), cpu.neon},
            {"scalar", scalarKernels(), true}};
}

}

std::string targetNames()
{
    std::vector<std::string_view> names;
    for (const Candidate& candidate : candidates({}))
        names.push_back(candidate.name);
    const std::string_view last = names.back();
    names.pop_back();
    return fmt::format("{} and {}", fmt::join(names, ", "), last);
}

std::vector<const KernelTable*> availableKernels()
{
    return availableKernels(detectCpuFeatures());
}

std::vector<const KernelTable*> availableKernels(const CpuFeatures& cpu)
{
    std::vector<const KernelTable*> tables;
    for (const Candidate& candidate : candidates(cpu))
        if (candidate.table && candidate.supported)
            tables.push_back(candidate.table);
    return tables;
}

Result<const KernelTable*> chooseKernels(std::string_view forced)
{
    return chooseKernels(forced, detectCpuFeatures());
}

Result<const KernelTable*> chooseKernels(std::string_view forced, const CpuFeatures& cpu)
{
    const char* const environment = std::getenv("EMBEDSCOPE_TARGET");
    const bool fromEnvironment = forced.empty() && environment;
    const std::string_view name = fromEnvironment ? std::string_view(environment) : forced;
    if (name.empty())
        return availableKernels(cpu).front();
    const std::string target = fmt::format("the target \"{}\"{}", name.substr(0, 40),
                                           fromEnvironment ? " (from EMBEDSCOPE_TARGET)" : "");
    for (const Candidate& candidate : candidates(cpu)) {
        if (candidate.name != name)
            continue;
        if (!candidate.table)
            return Error{
                fmt::format("This program was built without {}; leave it out to get the best one.", target)};
        if (!candidate.supported)
            return Error{
                fmt::format("This processor lacks what {} needs; leave it out to get the best one.", target)};
        return candidate.table;
    }
    return Error{fmt::format("Nobody knows {}; known are {}.", target, targetNames())};
}

}
