#include "ui/models/model_shelf.h"

#include "engine/model/file_kind.h"
#include "engine/model/hparams.h"

#include <QDir>
#include <QStandardPaths>
#include <algorithm>
#include <map>

namespace embedscope {

namespace {

constexpr int kMostFiles = 500; // of a folder that somebody else keeps

QString words(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

/// The type that most bytes have.
QString weightsOf(const GgufFile& file)
{
    std::map<TensorType, std::size_t> bytes;
    for (const GgufTensor& tensor : file.tensors())
        bytes[tensor.type] += tensor.data.size();
    const auto most = std::ranges::max_element(bytes, {}, [](const auto& entry) { return entry.second; });
    return most == bytes.end() ? QString() : words(tensorTypeName(most->first));
}

QStringList filesIn(const QString& folder)
{
    QStringList paths;
    const QDir there(folder);
    for (const QString& name :
         there.entryList({QStringLiteral("*.gguf")}, QDir::Files, QDir::Name | QDir::IgnoreCase))
        paths.append(there.absoluteFilePath(name));
    return paths.mid(0, kMostFiles);
}

QList<ShelfModel> look(const QString& folder, const QString& bundled, const QStringList& recent)
{
    QList<ShelfModel> models;
    QStringList seen;
    const auto add = [&](const QString& path, ShelfModel::Place place) {
        const QString real = QFileInfo(path).canonicalFilePath();
        if (real.isEmpty() || seen.contains(real))
            return;
        seen.append(real);
        models.append(describeModelFile(path));
        models.last().place = place;
    };
    if (!bundled.isEmpty())
        add(bundled, ShelfModel::Place::Bundled);
    for (const QString& path : filesIn(folder))
        add(path, ShelfModel::Place::Folder);
    for (const QString& path : recent)
        add(path, ShelfModel::Place::Elsewhere);
    return models;
}

}

QString modelsFolder()
{
    const QString chosen = qEnvironmentVariable("EMBEDSCOPE_MODELS");
    return chosen.isEmpty()
        ? QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + QStringLiteral("/models")
        : QDir(chosen).absolutePath();
}

ShelfModel describeModelFile(const QString& path)
{
    ShelfModel model;
    model.path = path;
    model.name = QFileInfo(path).fileName();
    model.bytes = QFileInfo(path).size();
    const auto sentence = [&path](const Error& error) { // the row says where the file is
        return words(error.sentence).replace(path, QFileInfo(path).fileName());
    };
    const auto file = GgufFile::open(path.toStdString());
    if (!file) {
        model.problem = sentence(file.error());
        return model;
    }
    if (const auto name = file->stringValue("general.name"); name && *name && !(*name)->empty())
        model.name = words(**name);
    const auto numbers = readHyperParameters(*file);
    if (!numbers) {
        model.problem = sentence(numbers.error());
        return model;
    }
    model.architecture = words(numbers->family->architecture);
    model.weights = weightsOf(*file);
    model.dimensions = numbers->vectorWidth;
    model.contextLength = numbers->contextLength;
    return model;
}

ModelShelf::ModelShelf(const QString& folder, const QString& bundled, QObject* parent)
    : QObject(parent)
    , m_folder(folder)
    , m_bundled(bundled)
{
    m_pool.setMaxThreadCount(1);
}

ModelShelf::~ModelShelf()
{
    m_pool.clear();
    m_pool.waitForDone(); // its task posts to this object
}

void ModelShelf::refresh(const QStringList& recent)
{
    const int job = ++m_job;
    m_pool.clear();
    m_pool.start([this, job, recent, folder = m_folder, bundled = m_bundled] {
        const QList<ShelfModel> models = look(folder, bundled, recent);
        QMetaObject::invokeMethod(
            this,
            [this, job, models] {
                if (job != m_job)
                    return;
                m_models = models;
                m_known = true;
                emit changed();
            },
            Qt::QueuedConnection);
    });
}

QString ModelShelf::remove(const QString& path)
{
    const QFileInfo file(path);
    if (file.dir().canonicalPath() != QDir(m_folder).canonicalPath()
        || !path.endsWith(QLatin1String(".gguf")))
        return tr("%1 is not in the models folder, so it stays.").arg(file.fileName());
    QFile there(path);
    if (!there.remove())
        return tr("%1 cannot be deleted: %2.").arg(file.fileName(), there.errorString());
    m_models.removeIf([&path](const ShelfModel& model) { return model.path == path; });
    emit changed();
    return {};
}

}
