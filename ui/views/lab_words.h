// Sentences of the lab: what the settings are called, what a verdict says and how sure it is.
#pragma once

#include "engine/lab/lab_run.h"

#include <QString>

namespace embedscope::labwords {

QString modeWords(Mode mode); ///< "Coarse"
QString settingWords(const EmbedOptions& options); ///< "Coarse, 4 workers"
QString useWords(const EmbedOptions& options); ///< "Use 4 coarse workers"
QString ratioWords(double ratio);
QString letter(qsizetype contender); ///< "A"

/// "A is 2.9 times as fast as B.", "A is the fastest: 1.3 to 2.9 times as fast as the others.", "Not clear yet."
QString verdictSentence(const ComparisonState& state, bool running);
/// The interval, the confidence, and what may still come.
QString surenessSentence(const ComparisonState& state, bool running);
QString verdictWord(Verdict verdict); ///< "faster", beside the interval
/// Enough rounds for an interval that says something.
bool intervalKnown(const Standing& standing);
/// The contender to use: the one that is clearly the fastest (0: nothing is faster than A); -1: not clear.
int fastest(const ComparisonState& state);
double meanRate(const ComparisonState& state, int contender); ///< tokens per second; 0: no slice yet

}
