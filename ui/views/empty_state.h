// What a view says while it has nothing to show: a sentence, perhaps a second one, and the way on.
#pragma once

#include <QWidget>

class QLabel;
class QVBoxLayout;

namespace embedscope {

class EmptyState : public QWidget
{
    Q_OBJECT

public:
    EmptyState(const QString& iconName, const QString& title, const QString& text, QWidget* parent = nullptr);

    void setTitle(const QString& title);
    void setText(const QString& text);
    void addAction(QWidget* control); ///< below the sentences, centred
    QString title() const;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_iconName;
    QLabel* m_title = nullptr;
    QLabel* m_text = nullptr;
    QVBoxLayout* m_actions = nullptr;
};

}
