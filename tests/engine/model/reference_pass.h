// The bert family in double precision, straight from its description, for a TinyModel: an oracle that shares
// no code with the engine.
#pragma once

#include "tests/engine/model/tiny_model.h"

#include <cstdint>
#include <vector>

namespace embedscope {

/// The vector of one text, all dimensions; mean or first token.
std::vector<double> referenceVector(const TinyModel& model, const std::vector<int32_t>& ids, bool firstToken,
                                    bool norm);

double cosine(const std::vector<double>& a, const std::vector<double>& b);
double largestDifference(const std::vector<double>& a, const std::vector<double>& b);

}
