#include "ui/models/model_checks.h"

#include "engine/embed/worker_check.h"
#include "engine/model/fidelity.h"
#include "ui/models/index_line.h"

#include <QElapsedTimer>
#include <algorithm>

namespace embedscope {

namespace {

/// A sentence as the page shows it.
QString asSentence(const std::string& text)
{
    QString sentence = QString::fromStdString(text);
    if (!sentence.isEmpty())
        sentence[0] = sentence[0].toUpper();
    return sentence;
}

/// What could not be looked at has not passed, and is not shown as failed.
void append(QList<ModelCheck>& checks, const FidelityCheck& check)
{
    if (!check.ok)
        return;
    const QString detail = asSentence(check.detail);
    checks.append({*check.ok, check.grave, asSentence(check.name),
                   detail.endsWith(u'.') ? detail : QString(detail + u'.')});
}

int rank(const ModelCheck& check)
{
    return check.passed ? 2 : check.grave ? 0 : 1;
}

}

QList<ModelCheck> checkModel(const std::shared_ptr<const Model>& model, const std::function<bool()>& goOn)
{
    QList<ModelCheck> checks;
    for (const FidelityCheck& check :
         checkFile(model->file(), model->hasTokenizer() ? &model->tokenizer() : nullptr))
        append(checks, check);
    if (goOn()) {
        for (const FidelityCheck& check : embedscope::checkModel(*model))
            append(checks, check);
    }
    if (goOn())
        append(checks, checkWorkers(model));
    std::stable_sort(checks.begin(), checks.end(),
                     [](const ModelCheck& a, const ModelCheck& b) { return rank(a) < rank(b); });
    return checks;
}

ModelChecks::ModelChecks(QObject* parent)
    : QObject(parent)
{
    m_pool.setMaxThreadCount(1);
}

ModelChecks::~ModelChecks()
{
    m_wanted->store(0);
    m_pool.waitForDone(); // its task posts to this object
}

void ModelChecks::run(const std::shared_ptr<const Model>& model)
{
    const quint64 job = ++m_job;
    m_wanted->store(job);
    m_running = true;
    emit changed();
    m_pool.start([this, job, model, wanted = m_wanted] {
        lowerThreadPriority();
        QElapsedTimer clock;
        clock.start();
        const auto goOn = [&] { return wanted->load() == job; };
        const QList<ModelCheck> checks = goOn() ? checkModel(model, goOn) : QList<ModelCheck>();
        const double milliseconds = static_cast<double>(clock.nsecsElapsed()) / 1e6;
        QMetaObject::invokeMethod(
            this,
            [this, job, checks, milliseconds] {
                if (job != m_job)
                    return;
                m_running = false;
                m_checks = checks;
                m_milliseconds = milliseconds;
                emit changed();
            },
            Qt::QueuedConnection);
    });
}

ModelChecks::Verdict ModelChecks::verdict() const
{
    if (m_running || m_checks.isEmpty())
        return m_running ? Verdict::Running : Verdict::None;
    const ModelCheck& first = m_checks.first(); // the worst stands first
    return first.passed ? Verdict::Sound : first.grave ? Verdict::Wrong : Verdict::Look;
}

int ModelChecks::failed() const
{
    const bool wrong = verdict() == Verdict::Wrong;
    return static_cast<int>(std::count_if(m_checks.begin(), m_checks.end(), [wrong](const ModelCheck& check) {
        return !check.passed && check.grave == wrong;
    }));
}

QString ModelChecks::sentence() const
{
    switch (verdict()) {
    case Verdict::None:
        return {};
    case Verdict::Running:
        return tr("The model is being checked.");
    case Verdict::Sound:
        return tr("All %n checks of the model passed.", nullptr, static_cast<int>(m_checks.size()));
    case Verdict::Look:
    case Verdict::Wrong:
        break;
    }
    const ModelCheck& first = m_checks.first();
    return tr("Not so: %1. %2").arg(first.title, first.detail);
}

}
