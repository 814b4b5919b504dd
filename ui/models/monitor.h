// Samples workers and machine ten times a second on a thread of its own and keeps the histories that the
// charts read. GUI thread; the histories only change just before ticked().
#pragma once

#include "ui/models/history.h"
#include "ui/models/types.h"

#include <QObject>
#include <memory>
#include <vector>

namespace embedscope {

class Embedder;
class MonitorSampler;

/// A change of the settings that charts mark with a flag.
struct MonitorFlag
{
    double seconds = 0;
    QString sentence; ///< "1 → 2 workers"
};

class Monitor : public QObject
{
    Q_OBJECT

public:
    explicit Monitor(QObject* parent = nullptr);
    ~Monitor() override;

    void start();
    /// Before the embedder is configured anew call watch(nullptr): afterwards the sampler does not look at it
    /// any more.
    void watch(std::shared_ptr<Embedder> embedder); ///< nullptr: machine only
    void addFlag(const QString& sentence) { addFlag(sentence, seconds()); }
    void addFlag(const QString& sentence, double atSeconds);

    const History& tokensPerSecond() const { return m_tokens; }
    const History& textsPerSecond() const { return m_texts; }
    const History& processCpu() const { return m_process; } ///< percent of all allowed cores
    const std::vector<History>& cores() const { return m_cores; } ///< percent each
    const QList<MonitorFlag>& flags() const { return m_flags; }
    const MonitorTick& last() const { return m_last; }
    /// Spans of the last minutes, oldest first per worker, at most 200,000.
    const std::vector<std::vector<Span>>& lanes() const { return m_lanes; }
    qint64 startNs() const { return m_startNs; } ///< monotonic clock at second 0
    double seconds() const; ///< now

    /// A sample into the histories, then ticked(). The sampler's way in; tests bring samples of their own.
    void take(const MonitorTick& tick);

signals:
    void ticked(const embedscope::MonitorTick& tick);

private:
    void takeSpans(const QList<Span>& spans);
    std::shared_ptr<Embedder> m_watched;
    std::unique_ptr<MonitorSampler> m_sampler; ///< its thread ends first
    History m_tokens, m_texts, m_process;
    std::vector<History> m_cores;
    QList<MonitorFlag> m_flags;
    std::vector<std::vector<Span>> m_lanes;
    MonitorTick m_last;
    qint64 m_startNs = 0;
};

}
