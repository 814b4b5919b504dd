// A quiet white card: icon, title, a sentence, controls below.
#pragma once

#include <QWidget>

class QHBoxLayout;
class QLabel;

namespace embedscope {

class Card : public QWidget
{
    Q_OBJECT

public:
    Card(const QString& iconName, const QString& title, const QString& text, QWidget* parent = nullptr);

    QLabel* titleLabel() const { return m_title; }
    QLabel* textLabel() const { return m_text; }
    void addAction(QWidget* control);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_iconName;
    QLabel* m_title = nullptr;
    QLabel* m_text = nullptr;
    QHBoxLayout* m_actions = nullptr;
};

}
