#include "ui/models/model_checks.h"

#include "engine/embed/embedder.h"

#include <QElapsedTimer>
#include <algorithm>
#include <cmath>
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

ModelCheck specialTokens(const Model& model)
{
    const Tokenizer& tokenizer = model.tokenizer();
    const SpecialTokens& special = tokenizer.special();
    const auto ids = tokenizer.encode("a");
    const auto piece = [&](TokenId id) {
        const std::string_view text = tokenizer.piece(id);
        return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
    };
    const bool passed = ids.size() >= 3 && ids.front() == special.first && ids.back() == special.last;
    return {passed, ModelChecks::tr("Special tokens stand around a text"),
            passed
                ? ModelChecks::tr("%1 before it, %2 after it.").arg(piece(special.first), piece(special.last))
                : ModelChecks::tr("They are not where the file says.")};
}

/// Pieces that begin a word, given back to the tokenizer, must come out as themselves. A few hold characters
/// that are dropped or lowered, so most of them must.
ModelCheck roundTrip(const Model& model)
{
    constexpr std::string_view kWordStart = "\xE2\x96\x81"; // U+2581
    constexpr std::size_t kSamples = 1000;
    const Tokenizer& tokenizer = model.tokenizer();
    const std::size_t step = std::max<std::size_t>(1, tokenizer.vocabularySize() / kSamples);
    int tried = 0, same = 0;
    for (std::size_t i = 0; i < tokenizer.vocabularySize(); i += step) {
        const auto id = static_cast<TokenId>(i);
        const std::string_view piece = tokenizer.piece(id);
        if (piece.size() <= kWordStart.size() || !piece.starts_with(kWordStart))
            continue;
        std::vector<TokenId> ids;
        tokenizer.tokenize(piece.substr(kWordStart.size()), ids);
        ++tried;
        same += ids.size() == 1 && ids.front() == id;
    }
    return {tried > 0 && same * 20 >= tried * 19, ModelChecks::tr("Tokens come back from their own text"),
            ModelChecks::tr("%1 of %2 beginnings of words.").arg(same).arg(tried)};
}

ModelCheck soundVector(const std::vector<float>& vector, bool normalized)
{
    double sum = 0;
    for (const float value : vector)
        sum += double{value} * value;
    const double length = std::sqrt(sum);
    const bool passed = std::isfinite(length) && length > 0 && (!normalized || std::abs(length - 1) < 1e-3);
    return {passed, ModelChecks::tr("The first vector is sound"),
            ModelChecks::tr("%1 numbers, length %2.").arg(vector.size()).arg(length, 0, 'f', 4)};
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
    QList<ModelCheck> checks = {specialTokens(*model), roundTrip(*model)};
    if (!packed.empty())
        checks.append(soundVector(packed.front(), model->options().normalize));
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
