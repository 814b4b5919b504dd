// A flat button that is only words, bold or not, with an optional icon before and an arrow when it has a
// menu.
#pragma once

#include <QToolButton>

namespace embedscope {

class TextButton : public QToolButton
{
    Q_OBJECT

public:
    explicit TextButton(const QString& iconName, QWidget* parent = nullptr);

    void setWords(const QString& bold, const QString& plain = {});
    void setReservedWords(const QString& widest); ///< keeps the width when numbers change
    void setLarge(bool large);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QFont wordsFont(bool bold) const;
    int iconSpace() const;
    int arrowSpace() const;
    QString m_iconName, m_bold, m_plain, m_widest;
    bool m_large = false;
};

}
