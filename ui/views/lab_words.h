// What a comparison says, in sentences: the verdict first, then how sure. Pure functions.
#pragma once

#include "ui/models/types.h"

#include <QString>

namespace embedscope::labwords {

QString modeWords(Mode mode); ///< "Coarse"
QString settingWords(const EmbedOptions& options); ///< "Coarse, 2 workers"
QString useWords(const EmbedOptions& options); ///< "Use 2 coarse workers"
QString ratioWords(double ratio); ///< "1.42"

/// "A is 1.42 times as fast as B." or "Not clear yet."
QString verdictSentence(const ComparisonState& state, bool running);
/// "Between 1.31 and 1.55 times with 95 % confidence, from 24 pairs."
QString surenessSentence(const ComparisonState& state, bool running);
QString verdictWord(const ComparisonState& state); ///< "faster", beside the interval

bool intervalKnown(const ComparisonState& state);
double meanRate(const ComparisonState& state, int contender); ///< tokens per second; 0: no slice yet

}
