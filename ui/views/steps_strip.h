// Read, cut, embed, search: what happens to a document, as four painted steps with arrows.
#pragma once

#include <QWidget>

namespace embedscope {

class StepsStrip : public QWidget
{
    Q_OBJECT

public:
    explicit StepsStrip(QWidget* parent = nullptr);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    struct Step
    {
        QString icon, title, text;
    };
    QList<Step> m_steps;
};

}
