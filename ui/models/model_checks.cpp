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
                                    std::string("sea"), sentence, longText, std::string("42, or 6 x 7?")}) {
        std::vector<TokenId> ids;
        model.tokenizer().tokenize(text, ids);
        texts.push_back(
            model.tokenizer().wrap(ids, static_cast<std::size_t>(std::max(3, model.info().contextLength))));
    }
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

ModelCheck fromEngine(const FidelityCheck& check)
{
    const QString detail = asSentence(check.detail);
    return {check.ok.value_or(true), asSentence(check.name), detail.endsWith(u'.') ? detail : QString(detail + u'.')};
}

ModelCheck sameBits(const std::shared_ptr<const Model>& model, const Texts& texts, const Vectors& packed)
{
    EmbedOptions many;
    many.workers = 3;
    EmbedOptions single;
    single.workers = 1;
    const Vectors shared = embedAll(model, many, texts);
    std::size_t same = 0;
    const auto equal = [](const std::vector<float>& a, const std::vector<float>& b) {
        return !a.empty() && a.size() == b.size()
            && std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
    };
    for (std::size_t i = 0; i < texts.size() && i < packed.size() && i < shared.size(); ++i) {
        const Vectors alone = embedAll(model, single, {texts[i]});
        same += !alone.empty() && equal(alone.front(), packed[i]) && equal(alone.front(), shared[i]);
    }
    return {same == texts.size(), ModelChecks::tr("Alone or in company"),
            ModelChecks::tr("%1 of %2 texts have the same bits alone, in a pack, and with three workers.")
                .arg(same)
                .arg(texts.size())};
}

}

QList<ModelCheck> checkModel(const std::shared_ptr<const Model>& model)
{
    const Texts texts = probes(*model);
    EmbedOptions single;
    single.workers = 1;
    const Vectors packed = embedAll(model, single, texts);
    QList<ModelCheck> checks;
    for (const FidelityCheck& check : checkFidelity(*model))
        checks.append(fromEngine(check));
    checks.append(sameBits(model, texts, packed));
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
