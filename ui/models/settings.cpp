#include "ui/models/settings.h"

#include <QSettings>
#include <QVariant>
#include <algorithm>
#include <array>

namespace embedscope {

namespace {

const QString kTheme = QStringLiteral("theme");
const QString kLibrary = QStringLiteral("library");
const QString kModel = QStringLiteral("model");
const QString kModels = QStringLiteral("recentModels");
const QString kMode = QStringLiteral("embed/mode");
const QString kWorkers = QStringLiteral("embed/workers");
const QString kMatmulThreads = QStringLiteral("embed/matmulThreads");
const QString kPackTokens = QStringLiteral("embed/packTokens");
const QString kPin = QStringLiteral("embed/pin");
const QString kBackground = QStringLiteral("embed/background");
const QString kSearchKind = QStringLiteral("search/kind");
const QString kQueries = QStringLiteral("search/lastQueries");
const QString kChunkTokens = QStringLiteral("passages/tokens");
const QString kOverlapTokens = QStringLiteral("passages/overlap");
const QString kWindow = QStringLiteral("window/");
const QString kReducedMotion = QStringLiteral("reducedMotion");

constexpr std::array<const char*, 3> kKindNames = {"meaning", "words",
                                                   "both"}; ///< in the order of SearchKind

int numberIn(const QSettings& store, const QString& key, int usual, int low, int high)
{
    bool ok = false;
    const int value = store.value(key, usual).toInt(&ok);
    return ok && value >= low && value <= high ? value : usual;
}

}

void Settings::write(const QString& key, const QVariant& value)
{
    if (m_store.value(key) == value)
        return;
    m_store.setValue(key, value);
    m_store.sync();
}

QString Settings::theme() const
{
    return m_store.value(kTheme, QStringLiteral("system")).toString();
}

void Settings::setTheme(const QString& name)
{
    write(kTheme, name);
}

QString Settings::libraryPath() const
{
    return m_store.value(kLibrary).toString();
}

void Settings::setLibraryPath(const QString& path)
{
    write(kLibrary, path);
}

QString Settings::modelPath() const
{
    return m_store.value(kModel).toString();
}

void Settings::setModelPath(const QString& path)
{
    write(kModel, path);
}

QStringList Settings::recentModels() const
{
    return m_store.value(kModels).toStringList().mid(0, kMostModels);
}

void Settings::addRecentModel(const QString& path)
{
    QStringList models = recentModels();
    models.removeAll(path);
    models.prepend(path);
    write(kModels, models.mid(0, kMostModels));
}

EmbedOptions Settings::embedOptions() const
{
    EmbedOptions options;
    const Result<Mode> mode = modeFromName(m_store.value(kMode).toString().toStdString());
    if (mode)
        options.mode = mode.value();
    options.workers = numberIn(m_store, kWorkers, options.workers, 0, Embedder::kMaxThreads);
    options.matmulThreads =
        numberIn(m_store, kMatmulThreads, options.matmulThreads, 0, Embedder::kMaxThreads);
    options.packTokens = numberIn(m_store, kPackTokens, options.packTokens, 1, 65'536);
    options.pin = m_store.value(kPin, options.pin).toBool();
    options.background = m_store.value(kBackground, options.background).toBool();
    return options;
}

void Settings::setEmbedOptions(const EmbedOptions& options)
{
    const std::string_view mode = modeName(options.mode);
    write(kMode, QString::fromUtf8(mode.data(), static_cast<qsizetype>(mode.size())));
    write(kWorkers, options.workers);
    write(kMatmulThreads, options.matmulThreads);
    write(kPackTokens, options.packTokens);
    write(kPin, options.pin);
    write(kBackground, options.background);
}

SearchKind Settings::searchKind() const
{
    const QString name = m_store.value(kSearchKind).toString();
    for (std::size_t i = 0; i < kKindNames.size(); ++i) {
        if (name == QLatin1String(kKindNames[i]))
            return static_cast<SearchKind>(i);
    }
    return SearchKind::Both;
}

void Settings::setSearchKind(SearchKind kind)
{
    write(kSearchKind, QString::fromLatin1(kKindNames[static_cast<std::size_t>(kind)]));
}

int Settings::chunkTokens() const
{
    return numberIn(m_store, kChunkTokens, 192, 8, 8192);
}

void Settings::setChunkTokens(int tokens)
{
    write(kChunkTokens, tokens);
}

int Settings::overlapTokens() const
{
    return std::min(numberIn(m_store, kOverlapTokens, 24, 0, 4096), chunkTokens() / 2);
}

void Settings::setOverlapTokens(int tokens)
{
    write(kOverlapTokens, tokens);
}

QByteArray Settings::windowState(const QString& part) const
{
    return m_store.value(kWindow + part).toByteArray();
}

void Settings::setWindowState(const QString& part, const QByteArray& state)
{
    write(kWindow + part, state);
}

QStringList Settings::lastQueries() const
{
    return m_store.value(kQueries).toStringList().mid(0, kMostQueries);
}

void Settings::addQuery(const QString& query)
{
    const QString plain = query.simplified();
    if (plain.isEmpty())
        return;
    QStringList queries = lastQueries();
    queries.removeAll(plain);
    queries.prepend(plain);
    write(kQueries, queries.mid(0, kMostQueries));
}

void Settings::clearQueries()
{
    write(kQueries, QStringList());
}

bool Settings::reducedMotion() const
{
    return m_store.value(kReducedMotion, false).toBool();
}

void Settings::setReducedMotion(bool reduced)
{
    write(kReducedMotion, reduced);
}

}
