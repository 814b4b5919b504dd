// All keys in one table. Not modal.
#pragma once

#include <QDialog>
#include <QList>
#include <QPair>

namespace embedscope {

class KeysDialog : public QDialog
{
    Q_OBJECT

public:
    /// Pairs: what it does, which keys.
    explicit KeysDialog(const QList<QPair<QString, QString>>& keys, QWidget* parent = nullptr);
};

}
