// A small square button with an icon; its words stand in the tool tip and in a menu too. Can be checkable.
#pragma once

#include <QToolButton>

namespace embedscope {

class IconButton : public QToolButton
{
    Q_OBJECT

public:
    IconButton(const QString& iconName, const QString& words, QWidget* parent = nullptr);

    void setIconName(const QString& iconName);
    void setWords(const QString& words);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_iconName;
};

}
