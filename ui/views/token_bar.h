// A slim bar of progress: share 0..1. Painted; the numbers stand beside it.
#pragma once

#include <QWidget>

namespace embedscope {

class TokenBar : public QWidget
{
    Q_OBJECT

public:
    explicit TokenBar(const QString& accessibleName, QWidget* parent = nullptr);

    void setShare(double share);
    double share() const { return m_share; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    double m_share = 0;
};

}
