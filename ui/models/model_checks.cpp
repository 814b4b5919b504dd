#include "ui/models/model_checks.h"

#include "engine/embed/embedder.h"
#include "engine/model/fidelity.h"

#include <QElapsedTimer>
#include <algorithm>
#include <cstring>

namespace embedscope {

namespace {

using Vectors = std::vector<std::vector<float>>;
using Texts = std::vector<std::vector<TokenId>>;

Texts probes(const Model& model)
{
    const std::string sentence = "Bread needs four ingredients: flour, water, salt and time. ";
    std::string longText;
    for (int i = 0; i < 8; ++i)
        longText += sentence;
    Texts texts;
    for (const std::string& text : {std::string("The quick brown fox jumps over the lazy dog."),
                                    std::string("sea"), sentence, longText, std::string("42, or 6 x 7?")})
        texts.push_back(model.idsOf(TextRole::Passage, text));
    return texts;
}

/// A sentence as the page shows it.
QString asSentence(const std::string& text)
{
    QString sentence = QString::fromStdString(text);
    if (!sentence.isEmpty())
        sentence[0] = sentence[0].toUpper();
    return sentence;
}

ModelCheck fromEngine(const FidelityCheck& check, bool passed)
{
    const QString detail = asSentence(check.detail);
    return {passed, asSentence(check.name), detail.endsWith(u'.') ? detail : QString(detail + u'.')};
}

/// What the engine's own checks cannot try, since they know no workers.
ModelCheck sameBits(const std::shared_ptr<const Model>& model)
{
    const Texts texts = probes(*model);
    EmbedOptions options;
    options.workers = 3;
    const Vectors shared = embedAll(model, options, texts);
    options.workers = 1;
    std::size_t same = 0;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const std::vector<float> alone = embedAll(model, options, {texts[i]}).front();
        same += !alone.empty() && alone.size() == shared[i].size()
            && std::memcmp(alone.data(), shared[i].data(), alone.size() * sizeof(float)) == 0;
    }
    return {same == texts.size(),
            ModelChecks::tr("A text has the same vector from one worker and from three"),
            ModelChecks::tr("%1 of %2 texts bit for bit.").arg(same).arg(texts.size())};
}

}

QList<ModelCheck> checkModel(const std::shared_ptr<const Model>& model)
{
    QList<ModelCheck> checks;
    for (const FidelityCheck& check : checkFidelity(*model))
        if (check.ok) // what could not be looked at has not passed
            checks.append(fromEngine(check, *check.ok));
    checks.append(sameBits(model));
    std::stable_sort(checks.begin(), checks.end(),
                     [](const ModelCheck& a, const ModelCheck& b) { return !a.passed && b.passed; });
    return checks;
}

ModelChecks::ModelChecks(QObject* parent)
    : QObject(parent)
{
    m_pool.setMaxThreadCount(1);
}

ModelChecks::~ModelChecks()
{
    m_pool.waitForDone(); // its task posts to this object
}

void ModelChecks::run(const std::shared_ptr<const Model>& model)
{
    const quint64 job = ++m_job;
    m_running = true;
    m_pool.start([this, job, model] {
        QElapsedTimer clock;
        clock.start();
        const QList<ModelCheck> checks = checkModel(model);
        const double milliseconds = static_cast<double>(clock.nsecsElapsed()) / 1e6;
        QMetaObject::invokeMethod(
            this,
            [this, job, checks, milliseconds] {
                if (job != m_job)
                    return;
                m_running = false;
                emit finished(checks, milliseconds);
            },
            Qt::QueuedConnection);
    });
}

}
