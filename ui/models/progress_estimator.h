// How far a run is and how long it may still take: tokens that are known, tokens of unread files guessed from
// their bytes and what files with the same ending had so far, and the rate of the last ten seconds. Says
// ranges, since the rest is a guess. GUI thread.
#pragma once

#include <QHash>
#include <QString>
#include <deque>

namespace embedscope {

class ProgressEstimator
{
public:
    void beginRun();
    void fileAdded(const QString& ending, qint64 bytes); ///< not read yet
    void fileRead(const QString& ending, qint64 bytes, qint64 tokens); ///< one that was added
    void fileLeft(const QString& ending, qint64 bytes); ///< unread: cancelled, unchanged or refused
    void forgetRate(); ///< paused, or other workers

    /// Tokens found in the files that were read, and how many of them are embedded.
    void update(double seconds, qint64 tokensFound, qint64 tokensEmbedded);

    double percent() const { return m_percent; } ///< does not go back, unless files were added
    double secondsLeftLow() const { return m_low; } ///< -1: not known yet
    double secondsLeftHigh() const { return m_high; }

private:
    struct Kind
    {
        qint64 unreadBytes = 0, readBytes = 0, readTokens = 0;
    };
    struct Sample
    {
        double seconds = 0;
        qint64 tokens = 0;
    };
    double unreadTokens() const;
    void estimateTime(double known, double guessed);

    QHash<QString, Kind> m_kinds;
    std::deque<Sample> m_samples;
    double m_percent = 0, m_low = -1, m_high = -1;
};

}
