// What the distance of two tokens adds to their score: ALiBi's slopes (jina-bert-v2) and T5's learned
// buckets, as one number per head and distance, made once for as many positions as texts have had.
#pragma once

#include "engine/base/aligned_buffer.h"

namespace embedscope {

/// [heads, 2 * positions - 1], the distance j - i = 0 in the middle: -slope(head) * |j - i|. The largest bias
/// of 8 is a constant of the family, not of the file.
AlignedBuffer<float> alibiTable(int heads, int positions);
/// The same from `buckets`, [count, heads]: half of the buckets for keys behind the query, fine near and
/// coarse far away.
AlignedBuffer<float> bucketTable(const float* buckets, int count, int heads, int positions);

}
