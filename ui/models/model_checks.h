// Short trials that a model computes what it should, made on the model that is open: a thread of its own runs
// them, the answer is a list of values. Late answers of an earlier model are dropped. GUI thread.
#pragma once

#include "engine/model/model.h"

#include <QList>
#include <QObject>
#include <QString>
#include <QThreadPool>
#include <memory>

namespace embedscope {

struct ModelCheck
{
    bool passed = false;
    QString title, detail;
};

/// Takes as long as a few short texts and one long one; any thread.
QList<ModelCheck> checkModel(const std::shared_ptr<const Model>& model);

class ModelChecks : public QObject
{
    Q_OBJECT

public:
    explicit ModelChecks(QObject* parent = nullptr);
    ~ModelChecks() override;

    void run(const std::shared_ptr<const Model>& model);
    bool running() const { return m_running; }

signals:
    void finished(const QList<embedscope::ModelCheck>& checks, double milliseconds);

private:
    quint64 m_job = 0;
    bool m_running = false;
    QThreadPool m_pool;
};

}
