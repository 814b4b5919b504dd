#include "ui/views/lab_words.h"

#include "ui/views/counted.h"

#include <QCoreApplication>
#include <cmath>

namespace embedscope::labwords {

namespace {

constexpr double kBeyondMeasure = 1000;

QString translated(const char* text)
{
    return QCoreApplication::translate("labwords", text);
}

QString pairsWords(int pairs)
{
    return counted(pairs, translated("1 pair"), translated("%1 pairs"));
}

QString confidenceWords(double confidence)
{
    return translated("%1 %").arg(wording::locale().toString(100 * confidence, 'g', 3));
}

}

QString modeWords(Mode mode)
{
    switch (mode) {
    case Mode::Coarse:
        return translated("Coarse");
    case Mode::Nested:
        return translated("Nested");
    case Mode::Hybrid:
        return translated("Hybrid");
    case Mode::Naive:
        return translated("Naive");
    }
    return {};
}

QString settingWords(const EmbedOptions& options)
{
    const QString mode = modeWords(options.mode);
    const int team = options.matmulThreads > 0 ? options.matmulThreads : 2;
    switch (options.mode) {
    case Mode::Nested:
        return translated("%1, team of %2").arg(mode).arg(options.workers);
    case Mode::Hybrid:
        return translated("%1, %2 × %3 threads").arg(mode).arg(options.workers).arg(team);
    default:
        return translated("%1, %2").arg(
            mode, counted(options.workers, translated("1 worker"), translated("%1 workers")));
    }
}

QString useWords(const EmbedOptions& options)
{
    const QString mode = modeWords(options.mode).toLower();
    return options.mode == Mode::Nested
        ? translated("Use a nested team of %1").arg(options.workers)
        : counted(options.workers, translated("Use 1 %2 worker"), translated("Use %1 %2 workers"))
              .replace(QLatin1String("%2"), mode);
}

QString ratioWords(double ratio)
{
    return wording::locale().toString(ratio, 'f', ratio < 10 ? 2 : 1);
}

bool intervalKnown(const ComparisonState& state)
{
    return state.pairs >= 2 && state.low > 1 / kBeyondMeasure && state.high < kBeyondMeasure
        && state.high >= state.low;
}

QString verdictSentence(const ComparisonState& state, bool running)
{
    switch (state.verdict) {
    case Verdict::AFaster:
        return translated("A is %1 times as fast as B.").arg(ratioWords(state.ratio));
    case Verdict::BFaster:
        return translated("B is %1 times as fast as A.").arg(ratioWords(1 / state.ratio));
    case Verdict::NoDifference:
        return translated("A and B are equally fast.");
    case Verdict::Undecided:
        break;
    }
    if (!running)
        return translated("Not clear.");
    return state.slices.empty() ? translated("Getting warm.") : translated("Not clear yet.");
}

QString surenessSentence(const ComparisonState& state, bool running)
{
    if (!intervalKnown(state))
        return running ? translated("A and B take turns on the same texts; indexing waits.")
                       : translated("It ended before there were two pairs of slices.");
    const bool b = state.verdict == Verdict::BFaster;
    const QString low = ratioWords(b ? 1 / state.high : state.low);
    const QString high = ratioWords(b ? 1 / state.low : state.high);
    const QString confidence = confidenceWords(state.confidence), pairs = pairsWords(state.pairs);
    if (state.verdict == Verdict::Undecided && (state.low > 1 || state.high < 1)) // between two planned looks
        return running ? translated("So far A is between %1 and %2 times as fast as B, from %3; "
                                    "the next planned look decides.")
                             .arg(low, high, pairs)
                       : translated("So far A was between %1 and %2 times as fast as B, from %3; "
                                    "it ended before the next planned look.")
                             .arg(low, high, pairs);
    if (state.verdict == Verdict::Undecided) {
        const QString range =
            translated("A is between %1 and %2 times as fast as B with %3 confidence, from %4.")
                .arg(low, high, confidence, pairs);
        return running ? range : translated("%1 More time would tell more.").arg(range);
    }
    if (state.verdict == Verdict::NoDifference)
        return translated("The ratio lies between %1 and %2 with %3 confidence, from %4.")
            .arg(low, high, confidence, pairs);
    return translated("Between %1 and %2 times with %3 confidence, from %4.")
        .arg(low, high, confidence, pairs);
}

QString verdictWord(const ComparisonState& state)
{
    switch (state.verdict) {
    case Verdict::AFaster:
        return translated("faster");
    case Verdict::BFaster:
        return translated("slower");
    case Verdict::NoDifference:
        return translated("no difference");
    case Verdict::Undecided:
        break;
    }
    return translated("not clear");
}

double meanRate(const ComparisonState& state, int contender)
{
    double seconds = 0, tokens = 0;
    for (const ComparisonSlice& slice : state.slices) {
        if (slice.contender == contender) {
            seconds += slice.seconds;
            tokens += slice.seconds * slice.tokensPerSecond;
        }
    }
    return seconds > 0 ? tokens / seconds : 0;
}

}
