// An address to download a model from, and the downloads that run or broke off. Says that nobody is contacted
// before the button is pressed.
#pragma once

#include "ui/models/model_downloads.h"
#include "ui/views/card_box.h"

#include <QHash>

class QLabel;
class QLineEdit;

namespace embedscope {

class ModelRow;

class DownloadsCard : public CardBox
{
    Q_OBJECT

public:
    explicit DownloadsCard(ModelDownloads& downloads, QWidget* parent = nullptr);

    void start(const QString& address, const QByteArray& sha256 = {});

signals:
    void useChosen(const QString& path);

protected:
    void changeEvent(QEvent* event) override;

private:
    void build();
    void showList();
    void showItem(int id);
    void setButtons(ModelRow& row, const DownloadItem& item);
    void showProblem(const QString& sentence);

    struct Shown
    {
        ModelRow* row = nullptr;
        int state = -1;
    };
    ModelDownloads& m_downloads;
    QLineEdit* m_address = nullptr;
    QLabel* m_problem = nullptr;
    QVBoxLayout* m_rows = nullptr;
    QHash<int, Shown> m_shown;
};

}
