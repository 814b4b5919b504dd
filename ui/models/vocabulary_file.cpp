#include "ui/models/vocabulary_file.h"

#include <QFileInfo>

namespace embedscope {

namespace {

Result<std::shared_ptr<const Tokenizer>> tokenizerOf(const QString& path)
{
    const auto file = GgufFile::open(path.toStdString());
    if (!file)
        return file.error();
    auto tokenizer = Tokenizer::fromGguf(*file);
    if (!tokenizer)
        return tokenizer.error();
    return std::shared_ptr<const Tokenizer>(std::move(*tokenizer));
}

}

VocabularyFile::VocabularyFile(QObject* parent)
    : QObject(parent)
{
    m_pool.setMaxThreadCount(1);
}

VocabularyFile::~VocabularyFile()
{
    m_pool.waitForDone(); // its task posts to this object
}

void VocabularyFile::open(const QString& path)
{
    const quint64 job = ++m_job;
    m_pool.start([this, job, path] {
        const auto opened = tokenizerOf(path);
        QMetaObject::invokeMethod(
            this,
            [this, job, path, opened] {
                if (job != m_job)
                    return;
                if (!opened) {
                    emit refused(QString::fromStdString(opened.error().sentence));
                    return;
                }
                m_tokenizer = *opened;
                m_name = QFileInfo(path).fileName();
                emit changed();
            },
            Qt::QueuedConnection);
    });
}

void VocabularyFile::close()
{
    ++m_job;
    m_tokenizer.reset();
    m_name.clear();
    emit changed();
}

}
