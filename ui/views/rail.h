// The pages at the left edge, and the settings at its foot.
#pragma once

#include <QButtonGroup>
#include <QWidget>

namespace embedscope {

enum class Page
{
    Library,
    Explore,
    Monitor,
    Lab,
    Model
};
inline constexpr int kPageCount = 5;
QString pageKey(Page page); ///< "library": in settings and on the command line
Page pageFromKey(const QString& key, bool* known = nullptr); ///< Library when unknown

class Rail : public QWidget
{
    Q_OBJECT

public:
    explicit Rail(QWidget* parent = nullptr);

    void setCurrent(Page page);
    void setIconsOnly(bool iconsOnly);

signals:
    void pageChosen(embedscope::Page page);
    void settingsChosen();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    class Button;
    Button* addButton(const QString& icon, const QString& text, const QString& objectName);
    QButtonGroup m_group;
    QList<Button*> m_buttons;
};

}
