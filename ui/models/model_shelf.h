// The models on this computer: those in the user's models folder, the one that came with the program, and
// those used lately from elsewhere. Each file is opened (header and numbers only, no weights) on a thread of
// its own. GUI thread; a late answer is dropped.
#pragma once

#include <QDateTime>
#include <QList>
#include <QObject>
#include <QStringList>
#include <QThreadPool>

namespace embedscope {

/// EMBEDSCOPE_MODELS, or "models" among the program's data of this user. Need not be there yet.
QString modelsFolder();

struct ShelfModel
{
    enum class Place
    {
        Bundled,
        Folder,
        Elsewhere
    };
    QString path, name; ///< the name that the file gives itself, or that of the file
    Place place = Place::Folder;
    qint64 bytes = 0;
    QString architecture, weights; ///< "bert", "Q8_0"
    int dimensions = 0, contextLength = 0;
    QString problem; ///< why the engine cannot run it; empty: it can
};

/// Reads the head of one file; any thread.
ShelfModel describeModelFile(const QString& path);

class ModelShelf : public QObject
{
    Q_OBJECT

public:
    ModelShelf(const QString& folder, const QString& bundled, QObject* parent = nullptr);
    ~ModelShelf() override;

    const QString& folder() const { return m_folder; }
    const QList<ShelfModel>& models() const
    {
        return m_models;
    } ///< bundled, folder by name, elsewhere by last use
    bool known() const { return m_known; } ///< false: nobody looked yet
    void refresh(const QStringList& recent); ///< changed() follows
    /// Deletes a file of the folder from the disk; a sentence when that is not possible.
    QString remove(const QString& path);

signals:
    void changed();

private:
    QString m_folder, m_bundled;
    QList<ShelfModel> m_models;
    bool m_known = false;
    int m_job = 0;
    QThreadPool m_pool;
};

}
