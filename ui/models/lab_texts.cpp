#include "ui/models/lab_texts.h"

#include "engine/lab/benchmark.h"

#include <QCoreApplication>
#include <QTextBoundaryFinder>
#include <algorithm>
#include <random>

namespace embedscope {

namespace {

constexpr std::size_t kMostTexts = 200, kTextsPerDocument = 20, kRandomTexts = 64;
constexpr int kFewestWords = 3;

QString translated(const char* text)
{
    return QCoreApplication::translate("LabTexts", text);
}

/// When the library is empty: short and long sentences.
const std::vector<std::string>& builtInSentences()
{
    static const std::vector<std::string> sentences = {
        "The harbour is quiet before the first ferry leaves.",
        "Paper was made of rags until the demand for newspapers grew faster than the supply of old shirts.",
        "A kettle sings because small bubbles of steam collapse in the cooler water above the hot bottom.",
        "Bread needs flour, water, salt and time; yeast only makes the waiting shorter.",
        "On clear nights the ring of the planet can be seen with a small telescope, and its largest moon "
        "with good binoculars.",
        "Bees find their way home by the sun, by landmarks, and over the last metres by smell.",
        "The clockmaker oiled the escapement, set the pendulum in motion and listened for a long while "
        "before he was content.",
        "Frost came early that year, and the last tomatoes were picked green and ripened on the window sill.",
        "A good handbook says first what the tool is for, then what it must not be used for, and only then "
        "how to hold it.",
        "Rain.",
        "The choir had saved for new music stands for three years, but the roof of the hall was dearer and "
        "came first.",
        "When the tide is out one can walk to the island in an hour, if one knows the way around the soft "
        "sand.",
    };
    return sentences;
}

std::vector<std::string> passagesOf(Library& library, std::vector<int64_t> documents)
{
    std::vector<std::string> texts;
    std::shuffle(documents.begin(), documents.end(), std::mt19937(1)); // the same in every run
    for (const int64_t document : documents) {
        const Result<std::vector<ChunkRow>> chunks = library.chunks(document);
        if (!chunks)
            continue;
        const std::size_t step = std::max<std::size_t>(1, chunks->size() / kTextsPerDocument);
        for (std::size_t i = 0; i < chunks->size() && texts.size() < kMostTexts; i += step)
            texts.push_back((*chunks)[i].text);
        if (texts.size() >= kMostTexts)
            break;
    }
    return texts;
}

std::vector<std::string> sentencesOf(const std::vector<std::string>& passages)
{
    std::vector<std::string> sentences;
    for (const std::string& passage : passages) {
        const QString text = QString::fromStdString(passage);
        QTextBoundaryFinder finder(QTextBoundaryFinder::Sentence, text);
        for (qsizetype begin = 0, end = 0; (end = finder.toNextBoundary()) > 0; begin = end) {
            const QString sentence = text.mid(begin, end - begin).simplified();
            if (sentence.count(QLatin1Char(' ')) >= kFewestWords - 1)
                sentences.push_back(sentence.toStdString());
        }
    }
    std::shuffle(sentences.begin(), sentences.end(), std::mt19937(2));
    sentences.resize(std::min(sentences.size(), kMostTexts));
    return sentences;
}

std::vector<std::vector<TokenId>> tokenized(const Model& model, const std::vector<std::string>& texts)
{
    std::vector<std::vector<TokenId>> result;
    for (const std::string& text : texts) {
        std::vector<TokenId> ids;
        model.tokenizer().tokenize(text, ids);
        result.push_back(
            model.tokenizer().wrap(ids, static_cast<std::size_t>(std::max(1, model.info().contextLength))));
    }
    return result;
}

std::vector<std::vector<TokenId>> randomTexts(const Model& model, int tokens)
{
    std::vector<std::vector<TokenId>> result;
    const int length = std::clamp(model.info().contextLength, 1, tokens);
    for (std::size_t i = 0; i < kRandomTexts; ++i)
        result.push_back(randomText(model, length, static_cast<uint32_t>(i)));
    return result;
}

int medianLength(const std::vector<std::vector<TokenId>>& texts)
{
    std::vector<double> lengths;
    for (const auto& text : texts)
        lengths.push_back(double(text.size()));
    return static_cast<int>(quantile(lengths, 0.5));
}

}

PreparedTexts prepareLabTexts(LabTexts kind, const Model& model, Library* library, std::vector<int64_t> documents)
{
    PreparedTexts prepared;
    QString what;
    if (kind == LabTexts::Random128 || kind == LabTexts::Random512) {
        prepared.ids = randomTexts(model, kind == LabTexts::Random128 ? 128 : 512);
        what = translated("%1 texts of random tokens");
    } else {
        std::vector<std::string> texts =
            library ? passagesOf(*library, std::move(documents)) : std::vector<std::string>();
        const bool own = !texts.empty();
        if (own && kind == LabTexts::Sentences)
            texts = sentencesOf(texts);
        what = kind == LabTexts::Sentences ? translated("%1 sentences of the library")
                                           : translated("%1 passages of the library");
        if (texts.empty()) {
            texts = builtInSentences();
            what = translated("%1 sentences of the program");
        }
        prepared.ids = tokenized(model, texts);
    }
    prepared.medianTokens = medianLength(prepared.ids);
    prepared.words = translated("%1, %2 tokens in the median").arg(what.arg(prepared.ids.size())).arg(prepared.medianTokens);
    return prepared;
}

}
