// A white box with a hairline around it and a title: what pages of cards are made of.
#pragma once

#include <QWidget>

class QHBoxLayout;
class QLabel;
class QVBoxLayout;

namespace embedscope {

class CardBox : public QWidget
{
    Q_OBJECT

public:
    explicit CardBox(const QString& title, QWidget* parent = nullptr);

    QLabel* titleLabel() const { return m_title; }
    QHBoxLayout* head() const { return m_head; } ///< title first; more to its right
    QVBoxLayout* body() const { return m_body; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QLabel* m_title = nullptr;
    QHBoxLayout* m_head = nullptr;
    QVBoxLayout* m_body = nullptr;
};

}
