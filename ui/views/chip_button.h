// A chip: a filter that is on or off, with a number; or one that only acts (a search done before).
#pragma once

#include <QAbstractButton>

namespace embedscope {

class ChipButton : public QAbstractButton
{
    Q_OBJECT

public:
    explicit ChipButton(const QString& text, QWidget* parent = nullptr);

    void setCount(qint64 count); ///< -1: no number
    void setProblem(bool problem);
    void setIconName(const QString& name); ///< after the text, as a cross or an arrow
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString countText() const;
    void rename();
    qint64 m_count = -1;
    bool m_problem = false;
    QString m_iconName;
};

}
