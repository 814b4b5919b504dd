#include "ui/views/lab_words.h"

#include "engine/lab/measures.h"

#include "ui/views/counted.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>

namespace embedscope::labwords {

namespace {

constexpr double kBeyondMeasure = 1000;

QString translated(const char* text)
{
    return QCoreApplication::translate("labwords", text);
}

QString roundsWords(int rounds)
{
    return counted(rounds, translated("1 round"), translated("%1 rounds"));
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

QString letter(qsizetype contender)
{
    return QString::fromStdString(contenderLetter(static_cast<std::size_t>(contender)));
}

bool intervalKnown(const Standing& standing)
{
    return standing.rounds >= 2 && standing.low > 1 / kBeyondMeasure && standing.high < kBeyondMeasure
        && standing.high >= standing.low;
}

QString verdictSentence(const ComparisonState& state, bool running)
{
    const bool anyUndecided = std::any_of(state.standings.begin(), state.standings.end(), [](const Standing& s) {
        return s.verdict == Verdict::Undecided;
    });
    const int best = fastest(state);
    if (best > 0)
        return state.standings.size() == 2 || anyUndecided
            ? translated("%1 is %2 times as fast as A.")
                  .arg(letter(best), ratioWords(state.standings[static_cast<std::size_t>(best)].ratio))
            : translated("%1 is the fastest: %2 times as fast as A.")
                  .arg(letter(best), ratioWords(state.standings[static_cast<std::size_t>(best)].ratio));
    if (anyUndecided || state.standings.size() < 2) {
        if (!running)
            return translated("Not clear.");
        return state.slices.empty() ? translated("Getting warm.") : translated("Not clear yet.");
    }
    double nearest = 0, farthest = 1;
    for (std::size_t i = 1; i < state.standings.size(); ++i) {
        if (state.standings[i].verdict == Verdict::NoDifference)
            return state.standings.size() == 2 ? translated("A and B are equally fast.")
                                               : translated("Nothing is faster than A.");
        nearest = std::max(nearest, state.standings[i].ratio);
        farthest = std::min(farthest, state.standings[i].ratio);
    }
    if (state.standings.size() == 2)
        return translated("A is %1 times as fast as B.").arg(ratioWords(1 / nearest));
    return translated("A is the fastest: %1 to %2 times as fast as the others.")
        .arg(ratioWords(1 / nearest), ratioWords(1 / farthest));
}

namespace {

QString ofTwo(const ComparisonState& state, bool running)
{
    const Standing& standing = state.standings[1];
    if (!intervalKnown(standing))
        return running ? translated("A and B take turns on the same texts; indexing waits.")
                       : translated("It ended before there were two rounds.");
    const bool b = standing.verdict == Verdict::Faster;
    const QString low = ratioWords(b ? standing.low : 1 / standing.high);
    const QString high = ratioWords(b ? standing.high : 1 / standing.low);
    const QString confidence = confidenceWords(state.confidence), rounds = roundsWords(standing.rounds);
    const bool outside = standing.low > 1 || standing.high < 1;
    if (standing.verdict == Verdict::Undecided && outside) // between two planned looks
        return running ? translated("So far A is between %1 and %2 times as fast as B, from %3; "
                                    "the next planned look decides.")
                             .arg(low, high, rounds)
                       : translated("A was between %1 and %2 times as fast as B, from %3; "
                                    "that is not quite enough to be sure.")
                             .arg(low, high, rounds);
    if (standing.verdict == Verdict::Undecided) {
        const QString range =
            translated("A is between %1 and %2 times as fast as B with %3 confidence, from %4.")
                .arg(low, high, confidence, rounds);
        return running ? range : translated("%1 More time would tell more.").arg(range);
    }
    if (standing.verdict == Verdict::NoDifference)
        return translated("The ratio lies between %1 and %2 with %3 confidence, from %4.")
            .arg(low, high, confidence, rounds);
    return translated("Between %1 and %2 times with %3 confidence, from %4.").arg(low, high, confidence, rounds);
}

}

QString surenessSentence(const ComparisonState& state, bool running)
{
    if (state.standings.size() == 2)
        return ofTwo(state, running);
    int open = 0;
    for (const Standing& standing : state.standings)
        open += standing.verdict == Verdict::Undecided;
    if (running && open > 0)
        return counted(open, translated("One contender is still open; whose verdict is clear rests."),
                       translated("%1 contenders are still open; whose verdict is clear rests."));
    return translated("Each is held against A on the same texts, with %1 confidence.")
        .arg(confidenceWords(state.confidence));
}

QString verdictWord(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Faster:
        return translated("faster");
    case Verdict::Slower:
        return translated("slower");
    case Verdict::NoDifference:
        return translated("no difference");
    case Verdict::Undecided:
        break;
    }
    return translated("not clear");
}

int fastest(const ComparisonState& state)
{
    int best = 0;
    bool allKnown = true;
    double highest = 1;
    for (std::size_t i = 1; i < state.standings.size(); ++i) {
        const Standing& standing = state.standings[i];
        allKnown &= standing.verdict != Verdict::Undecided;
        if (standing.verdict == Verdict::Faster && standing.ratio > highest) {
            highest = standing.ratio;
            best = static_cast<int>(i);
        }
    }
    return best > 0 || (allKnown && state.standings.size() > 1) ? best : -1;
}

double meanRate(const ComparisonState& state, int contender)
{
    return measuresOf(state.slices, contender).tokensPerSecond;
}

}
