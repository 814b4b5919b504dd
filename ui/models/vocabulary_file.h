// The tokenizer of a file beside the model that is open, for looking at tokens only: files with a vocabulary
// and no weights will do. Opened on a thread of its own; an earlier answer that comes late is dropped. GUI
// thread.
#pragma once

#include "engine/tokens/tokenizer.h"

#include <QObject>
#include <QString>
#include <QThreadPool>
#include <memory>

namespace embedscope {

class VocabularyFile : public QObject
{
    Q_OBJECT

public:
    explicit VocabularyFile(QObject* parent = nullptr);
    ~VocabularyFile() override;

    void open(const QString& path);
    void close();
    const Tokenizer* tokenizer() const { return m_tokenizer.get(); } ///< nullptr: none
    const QString& name() const { return m_name; }

signals:
    void changed();
    void refused(const QString& sentence); ///< what was open stays

private:
    quint64 m_job = 0;
    std::shared_ptr<const Tokenizer> m_tokenizer;
    QString m_name;
    QThreadPool m_pool;
};

}
