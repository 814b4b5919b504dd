// A button with words, and an icon if it helps: the main one of a view (petrol), an ordinary one (bordered)
// or a quiet one.
#pragma once

#include <QPushButton>

namespace embedscope {

class ActionButton : public QPushButton
{
    Q_OBJECT

public:
    enum class Kind
    {
        Main,
        Ordinary,
        Quiet,
        Small,
        Problem
    };
    ActionButton(Kind kind, const QString& text, const QString& iconName = {}, QWidget* parent = nullptr);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QFont textFont() const;
    bool small() const { return m_kind == Kind::Small || m_kind == Kind::Problem; }
    Kind m_kind;
    QString m_iconName;
};

}
