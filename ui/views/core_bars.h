// One small bar per core, as high as the core is busy. Painted.
#pragma once

#include <QWidget>
#include <vector>

namespace embedscope {

class CoreBars : public QWidget
{
    Q_OBJECT

public:
    explicit CoreBars(QWidget* parent = nullptr);

    void setBusy(const std::vector<float>& busy); ///< shares 0..1, core by core
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    std::vector<float> m_busy;
};

}
