// The fidelity guard in the window: runs when a model is opened, on a thread of its own that gives way to all
// others, and keeps the answer. Late answers of an earlier model are dropped. GUI thread.
#pragma once

#include "engine/model/model.h"

#include <QList>
#include <QObject>
#include <QString>
#include <QThreadPool>
#include <atomic>
#include <functional>
#include <memory>

namespace embedscope {

struct ModelCheck
{
    bool passed = false;
    bool grave = true; ///< failed: vectors are wrong; else it is worth a look
    QString title, detail;
};

/// Takes as long as a few short texts and one long one; any thread. Problems first, then notices. `goOn` is
/// asked between the parts.
QList<ModelCheck> checkModel(
    const std::shared_ptr<const Model>& model, const std::function<bool()>& goOn = [] { return true; });

class ModelChecks : public QObject
{
    Q_OBJECT

public:
    explicit ModelChecks(QObject* parent = nullptr);
    ~ModelChecks() override;

    enum class Verdict
    {
        None, ///< no model
        Running,
        Sound,
        Look, ///< nothing wrong, something to know
        Wrong
    };
    void run(const std::shared_ptr<const Model>& model);
    Verdict verdict() const;
    bool running() const { return m_running; }
    const QList<ModelCheck>& checks() const { return m_checks; }
    double milliseconds() const { return m_milliseconds; }
    int failed() const; ///< of those that are grave, or else of the others
    QString sentence() const; ///< to read: the first that failed, or that all passed

signals:
    void changed(); ///< running, or finished

private:
    quint64 m_job = 0;
    bool m_running = false;
    QList<ModelCheck> m_checks;
    double m_milliseconds = 0;
    std::shared_ptr<std::atomic<quint64>> m_wanted = std::make_shared<std::atomic<quint64>>(0);
    QThreadPool m_pool;
};

}
