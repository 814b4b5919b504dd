// Which colour is which document: a small list over the map that folds. A click chooses the document, a
// second one lets go of it.
#pragma once

#include <QColor>
#include <QList>
#include <QString>
#include <QWidget>

class QAbstractButton;
class QVBoxLayout;

namespace embedscope {

class MapLegend : public QWidget
{
    Q_OBJECT

public:
    struct Row
    {
        qint64 documentId = 0; ///< 0: all the others; cannot be chosen
        QString name;
        QColor color;
        int count = 0;
    };

    explicit MapLegend(QWidget* parent = nullptr);

    void setRows(const QList<Row>& rows);
    void setChosen(qint64 documentId);
    void setFolded(bool folded);
    bool isFolded() const { return m_folded; }
    int rowCount() const { return static_cast<int>(m_buttons.size()); }

signals:
    void documentChosen(qint64 documentId); ///< 0: let go
    void sizeChanged();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QAbstractButton* m_head = nullptr;
    QWidget* m_list = nullptr;
    QVBoxLayout* m_layout = nullptr;
    QList<QAbstractButton*> m_buttons;
    QList<Row> m_rows;
    bool m_folded = false;
};

}
