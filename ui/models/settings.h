// What the program remembers between runs: a thin wrapper over a QSettings that somebody else owns (the
// program's own, or a temporary file in tests). Every change is written at once, so that a crash loses
// nothing. GUI thread.
#pragma once

#include "engine/embed/embedder.h"
#include "engine/search/search_index.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

class QSettings;

namespace embedscope {

class Settings
{
public:
    explicit Settings(QSettings& store)
        : m_store(store)
    {
    }

    QString theme() const; ///< "system", "light", "dark"
    void setTheme(const QString& name);
    QString libraryPath() const; ///< empty: the usual place
    void setLibraryPath(const QString& path);
    QString modelPath() const; ///< empty: the bundled model
    void setModelPath(const QString& path);
    QStringList recentModels() const; ///< newest first, at most kMostModels
    void addRecentModel(const QString& path);
    EmbedOptions embedOptions() const; ///< workers 0: automatic
    void setEmbedOptions(const EmbedOptions& options);
    SearchKind searchKind() const;
    void setSearchKind(SearchKind kind);
    int chunkTokens() const; ///< 192 unless told
    void setChunkTokens(int tokens);
    int overlapTokens() const; ///< 24 unless told
    void setOverlapTokens(int tokens);
    QByteArray windowState(const QString& part) const; ///< "geometry", "splitter" ...
    void setWindowState(const QString& part, const QByteArray& state);
    QStringList lastQueries() const; ///< newest first, at most kMostQueries
    void addQuery(const QString& query);
    void clearQueries();
    bool reducedMotion() const;
    void setReducedMotion(bool reduced);

    static constexpr int kMostQueries = 20, kMostModels = 8;

private:
    void write(const QString& key, const QVariant& value);
    QSettings& m_store;
};

}
