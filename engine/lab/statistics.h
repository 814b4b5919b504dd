// When two settings may be told apart. Looks are planned before anything is measured, at 1/8, 1/4, 1/2 and
// all of the time, and each has its own share of the error that the whole comparison may make: little at
// first, so that only what is plain ends a run early (as the spending functions of Lan and DeMets, 1983; here the
// square of the time). So stopping early at a clear answer keeps the promise of the
// confidence: the probability that any of the looks excludes the truth is at most 1 - confidence, by the sum
// of the parts. Each contender's interval keeps that promise by itself. Not for measuring.
#pragma once

#include "engine/lab/comparison.h"

#include <vector>

namespace embedscope {

/// A ratio nearer to 1 than this is no difference to anybody, and ends a comparison early.
inline constexpr double kSameWithin = 0.01;
/// When all the time is over and 1 is inside, an interval this close around it says as much as most need: the
/// words that go with it name the interval.
inline constexpr double kSameAtTheEnd = 0.03;

/// Inside +-1 %, or around 1 and inside +-`sameWithin`: no difference; else faster or slower when 1 is outside.
Verdict verdictOf(const RatioInterval& interval, double sameWithin = kSameWithin);

class PlannedLooks
{
public:
    PlannedLooks(double budgetSeconds, double confidence, int minimumRounds);

    /// Is it time to look? Only whole A B B A rounds are looked at, so that the order is balanced.
    bool due(double elapsedSeconds, int rounds) const;
    /// Confidence of the interval at the look that comes next; `last`: it takes all that is left.
    double nextConfidence(double elapsedSeconds, bool last) const;
    /// No planned look comes after this one.
    bool isLast(double elapsedSeconds) const { return reached(elapsedSeconds) >= 1; }
    /// All the error is spent: no look may follow.
    bool exhausted() const { return m_spent >= 1; }
    /// The look was made.
    void spend(double elapsedSeconds);

private:
    /// The planned part of the time that has been reached, 0..1.
    double reached(double elapsedSeconds) const;
    double m_budgetSeconds;
    double m_error;
    int m_minimumRounds;
    double m_spent = 0; ///< part of the error that earlier looks used, 0..1
};

}
